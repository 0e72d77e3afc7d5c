"""The only opener of DuckDB connections: limits, encrypted spill, extensions from their wheels.

Does not belong here: any SQL about feeds, people or marts.
"""

import importlib
from pathlib import Path

import duckdb

from orchestration.settings import Settings

# The oldest DuckDB that may open a file of ours. In its format tables of text are written in two thirds of the time
# that the format for every DuckDB takes.
STORAGE_VERSION = "v1.4.0"

# How a file of the lake or the vault is written. Level 1 gives files of the same size as the engine's usual level 3, a
# quarter faster.
PARQUET = "format parquet, compression zstd, compression_level 1"


def extension_path(name: str) -> Path:
    """The extension's file inside its installed wheel: loading it by path writes nothing to a home folder."""
    module = importlib.import_module(f"duckdb_extension_{name}")
    return next(Path(module.__path__[0]).glob(f"extensions/v{duckdb.__version__}/{name}.duckdb_extension"))


def load_extension(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    """Load one of the installed extensions (httpfs, excel) into a connection."""
    connection.load_extension(str(extension_path(name)))


def _configuration(settings: Settings, threads: int | None, memory_limit: str | None) -> dict[str, object]:
    settings.temp_dir.mkdir(parents=True, exist_ok=True)
    return {
        "threads": threads or settings.threads,
        "memory_limit": memory_limit or settings.memory_limit,
        "temp_directory": str(settings.temp_dir),
        # Off by default in DuckDB; what spills may identify somebody.
        "temp_file_encryption": "true",
        # Results that depend on order say so in their SQL; elsewhere keeping the order costs memory.
        "preserve_insertion_order": "false",
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "storage_compatibility_version": STORAGE_VERSION,
    }


def _prepared(connection: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    load_extension(connection, "httpfs")  # its OpenSSL encrypts the vault and what spills
    connection.execute("set TimeZone = 'UTC'")
    return connection


def memory(
    settings: Settings, *, threads: int | None = None, memory_limit: str | None = None
) -> duckdb.DuckDBPyConnection:
    """A private in-memory database that spills, encrypted, inside the warehouse."""
    connection = duckdb.connect(config=_configuration(settings, threads, memory_limit))
    return _prepared(connection)


def open_database(path: Path, settings: Settings, *, read_only: bool = False) -> duckdb.DuckDBPyConnection:
    """Open a DuckDB file of the warehouse; its catalog bears the file's stem as its name."""
    connection = open_briefly(path, settings, read_only=read_only)
    load_extension(connection, "httpfs")
    return connection


def open_briefly(path: Path, settings: Settings, *, read_only: bool = False) -> duckdb.DuckDBPyConnection:
    """The same for a look at a few rows, or a change to them. Loading OpenSSL takes six times as long as opening a
    file, and a night looks into its files some twenty times. What would spill is refused here, never spilt in plain.
    """
    connection = duckdb.connect(str(path), read_only=read_only, config=_configuration(settings, None, None))
    connection.execute("set TimeZone = 'UTC'")
    return connection


def attach_read_only(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Let a connection read another file as well, whose catalog bears the file's stem as its name."""
    connection.execute(f"attach '{str(path).replace(chr(39), chr(39) * 2)}' as {path.stem} (read_only)")
