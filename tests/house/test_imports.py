"""Who may know whom: an outer room may import an inner one, never the other way, and steps do not know each other."""

import ast
import re
import sys
import tomllib

import pytest

from orchestration.settings import PROJECT_ROOT
from tests.house.project import PACKAGE, Module, modules

# From the outside in; a room imports those further in. Rooms on one line do not import each other.
ORDER = (
    {"cli"},
    {"console"},
    {"definitions"},
    {"assets"},
    {"ingest", "identity", "gates", "prices", "publish", "report", "risk", "synth", "trace", "bench"},
    {"contracts", "pseudonymise"},
    {"duck", "durable", "loading", "process_cost"},
    {"settings"},
    {"refusal"},
)
STEPS = ORDER[4]
# The two steps that see an identity are the only ones that make tokens of it.
USE_PSEUDONYMISE = {"ingest", "identity"}
# A library that only these rooms may know, by the first part of its name.
ONLY_IN = {
    "dagster": {"assets", "definitions"},
    "dagster_dbt": {"assets", "definitions"},
    "dbt": {"assets"},
    "great_expectations": {"gates"},
    "splink": {"identity"},
    "pyzipper": {"identity"},
    "openpyxl": {"prices"},
    "sklearn": {"risk"},
    "typer": {"cli", "console"},
    "rich": {"console"},
    "hmac": {"pseudonymise"},
    "secrets": {"pseudonymise"},
    "sqlalchemy": {"assets"},
}


def place(room: str) -> int:
    return next(number for number, rooms in enumerate(ORDER) if room in rooms)


def wrong_imports(module: Module) -> list[str]:
    """What a module imports that its room may not know."""
    wrong = []
    for name, line in module.imports():
        first, *rest = name.split(".")
        if first != PACKAGE:
            if module.room not in ONLY_IN.get(first, {module.room}):
                wrong.append(f"{module.path}:{line} imports {first}, which belongs in {', '.join(ONLY_IN[first])}")
            continue
        known = rest[0]
        if known == module.room:
            continue
        is_inward = place(known) > place(module.room)
        is_kept_apart = known == "pseudonymise" and module.room in STEPS - USE_PSEUDONYMISE
        if not is_inward or is_kept_apart:
            wrong.append(f"{module.path}:{line} imports {PACKAGE}.{known}: {module.room} may not know {known}")
    return wrong


def test_every_room_has_its_place():
    rooms = {module.room for module in modules()} - {PACKAGE}
    assert rooms == set().union(*ORDER), "say in ORDER where the room belongs"


@pytest.mark.parametrize("room", sorted(set().union(*ORDER)))
def test_a_room_knows_only_what_lies_further_in(room):
    assert [wrong for module in modules() if module.room == room for wrong in wrong_imports(module)] == []


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("ingest", "from orchestration.identity import link"),
        ("gates", "def late():\n    import orchestration.pseudonymise"),
        ("contracts", "from orchestration.pseudonymise import token"),
        ("duck", "from orchestration.contracts import Contract"),
        ("definitions", "from orchestration.console import night"),
        ("publish", "import dagster as dg"),
        ("ingest", "def late():\n    from great_expectations import get_context"),
    ],
)
def test_the_law_can_be_broken(path, source):
    broken = next(module for module in modules() if module.room == path)
    assert len(wrong_imports(Module(broken.path, broken.name, ast.parse(source)))) == 1


def test_a_library_that_is_imported_is_a_dependency():
    project = tomllib.loads((PROJECT_ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = {re.split("[^A-Za-z0-9-]", line)[0].replace("-", "_").lower() for line in project["dependencies"]}
    declared.add("sqlalchemy")  # Dagster keeps its runs with it, and comes with it
    declared |= {{"pyyaml": "yaml", "dbt_core": "dbt", "scikit_learn": "sklearn"}.get(name, name) for name in declared}
    imported = {name.split(".")[0] for module in modules() for name, _ in module.imports()}
    assert imported - {PACKAGE} - sys.stdlib_module_names <= declared


def attributes(module: Module, owner: str, name: str) -> list[ast.Attribute]:
    """Every `owner.name` in a module."""
    return [
        node
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute)
        and node.attr == name
        and isinstance(node.value, ast.Name)
        and node.value.id == owner
    ]


def named(module: Module, names: set[str]) -> bool:
    """Whether a module asks anything for an attribute of one of these names."""
    return any(isinstance(node, ast.Attribute) and node.attr in names for node in ast.walk(module.tree))


def test_only_duck_opens_a_database():
    openers = {module.room for module in modules() if attributes(module, "duckdb", "connect")}
    openers |= {module.room for module in modules() if "duckdb.connect" in [name for name, _ in module.imports()]}
    assert openers == {"duck"}


def uses_of_the_environment(module: Module) -> set[str]:
    """How a module uses the environment: it sets a variable, hands on the whole, or reads."""
    uses = {"reads" for name, _ in module.imports() if name in ("os.environ", "os.getenv")}
    told: dict[int, str] = {}
    for node in ast.walk(module.tree):  # from the outside in, so that what stands around a name is met before it
        if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store):
            told[id(node.value)] = "sets"
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "items":
            told[id(node.func.value)] = "hands on"
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "os":
            uses |= {told.get(id(node), "reads")} if node.attr in ("environ", "getenv") else set()
    return uses


def test_only_settings_reads_the_environment():
    """Others may set a variable for a library; dbt and what is measured are handed the whole; nothing else reads."""
    uses = {module.name: uses_of_the_environment(module) for module in modules()}
    assert {name for name, found in uses.items() if "reads" in found} == {"orchestration.settings"}
    assert {name for name, found in uses.items() if "hands on" in found} == {
        "orchestration.assets.dbt_process",
        "orchestration.process_cost",
    }


# In SQL the vault's tables bear the name of its catalog.
VAULT_TABLE = re.compile(r"\b(from|join|into|table|exists|update) vault\.", re.IGNORECASE)


def test_only_identity_opens_the_vault():
    openers = {
        module.room for module in modules() if "attach_vault" in {name.split(".")[-1] for name, _ in module.imports()}
    }
    assert openers == {"identity", "pseudonymise"}
    assert {module.room for module in modules() for said, _ in module.strings() if VAULT_TABLE.search(said)} == {
        "identity"
    }
    assert {module.room for module in modules() if named(module, {"vault_db"})} == {"identity"}


def test_only_pseudonymise_touches_a_key():
    holders = {
        module.room for module in modules() if named(module, {"secret", "person_key", "identity_key", "vault_key"})
    }
    assert holders == {"pseudonymise"}
    makers = {
        module.room
        for module in modules()
        for name, _ in module.imports()
        if name.startswith(f"{PACKAGE}.pseudonymise") and name.split(".")[-1] in ("pads", "token", "token_sql")
    }
    assert makers <= {"pseudonymise", *USE_PSEUDONYMISE}
