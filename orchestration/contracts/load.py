"""Reads the contracts and the overlays from expectations/, strictly.

Belongs here: turning YAML into models, and whatever is wrong with it into one sentence that names the file and the key.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import ValidationError

from orchestration.contracts.column import Column, Strict
from orchestration.contracts.contract import Contract
from orchestration.contracts.error import ContractError
from orchestration.contracts.overlay import Overlay, check_overlay
from orchestration.settings import PROJECT_ROOT

Model = TypeVar("Model", bound=Strict)
FEEDS_DIR = Path("expectations") / "feeds"
IDENTITY_FILE = Path("expectations") / "identity.yml"


class _AsWritten(getattr(yaml, "CBaseLoader", yaml.BaseLoader)):  # type: ignore[misc]
    """YAML whose scalars stay as written (the code 01 is no number, the code N no boolean), keys given once."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[object, object]:
        mapping: dict[object, object] = {}
        for key_node, value_node in node.value:
            key = self.construct_object(key_node, deep=True)
            problem = "a key must be a word" if not isinstance(key, str) else f"the key '{key}' is given twice"
            if not isinstance(key, str) or key in mapping:
                raise yaml.MarkedYAMLError(problem=problem, problem_mark=key_node.start_mark)
            mapping[key] = self.construct_object(value_node, deep=True)
        return mapping


class _IdentityFile(Strict):
    columns: tuple[Column, ...]


def read_yaml(path: Path, root: Path) -> dict[str, object]:
    """The mapping that a YAML file holds, its scalars as text."""
    shown = path.relative_to(root)
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=_AsWritten)  # noqa: S506
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ContractError(f"{shown}: line {line} is not YAML that can be read: {error.problem}.") from None
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        raise ContractError(f"{shown}: the file cannot be read; it must be a text file in UTF-8.") from None
    if not isinstance(content, dict):
        raise ContractError(f"{shown}: the file must hold keys and values, as the other contracts do.")
    return content


def validated(model: type[Model], content: Mapping[str, object], path: Path, root: Path) -> Model:
    """The content as a model, or a ContractError of one sentence about the first thing wrong."""
    try:
        return model.model_validate(content)
    except ValidationError as error:
        raise ContractError(f"{path.relative_to(root)}: {_sentence(error, content)}.") from None


def load_contracts(root: Path | None = None) -> dict[str, Contract]:
    """Every feed's contract, keyed by feed, in the order of their positions."""
    root = root or PROJECT_ROOT
    identity_path = root / IDENTITY_FILE
    identity_block = validated(_IdentityFile, read_yaml(identity_path, root), identity_path, root).columns
    contracts = []
    for path in _feed_files(root):
        if "." in path.stem:
            continue
        content = read_yaml(path, root)
        if content.get("identity") == "true" and "identity_block" not in content:
            content["identity_block"] = identity_block
        contract = validated(Contract, content, path, root)
        if contract.feed != path.stem:
            raise ContractError(
                f"{path.relative_to(root)}: feed says '{contract.feed}', but the file bears another name."
            )
        contracts.append(contract)
    contracts.sort(key=lambda contract: (contract.position, contract.feed))
    return {contract.feed: contract for contract in contracts}


def load_overlays(
    root: Path | None = None, contracts: Mapping[str, Contract] | None = None
) -> dict[tuple[str, str], Overlay]:
    """Every overlay, keyed by (feed, provider)."""
    root = root or PROJECT_ROOT
    contracts = load_contracts(root) if contracts is None else contracts
    overlays = {}
    for path in _feed_files(root):
        feed, dot, provider = path.stem.partition(".")
        if not dot:
            continue
        overlay = validated(Overlay, read_yaml(path, root), path, root)
        shown = path.relative_to(root)
        if (overlay.feed, overlay.provider) != (feed, provider):
            raise ContractError(
                f"{shown}: feed and provider say '{overlay.feed}.{overlay.provider}', the file's name not."
            )
        if feed not in contracts:
            raise ContractError(f"{shown}: feed names '{feed}', which has no contract beside it.")
        try:
            check_overlay(overlay, contracts[feed])
        except ValueError as error:
            raise ContractError(f"{shown}: {error}.") from None
        overlays[feed, provider] = overlay
    return overlays


def overlay_for(overlays: Mapping[tuple[str, str], Overlay], feed: str, provider: str) -> Overlay:
    """The sender's overlay, or one that changes nothing."""
    return overlays.get((feed, provider)) or Overlay(feed=feed, provider=provider)


def _feed_files(root: Path) -> list[Path]:
    return sorted((root / FEEDS_DIR).glob("*.yml"))


def _sentence(error: ValidationError, content: Mapping[str, object]) -> str:
    problem = error.errors(include_url=False)[0]
    where = _where(problem["loc"], content)
    key = problem["loc"][-1] if problem["loc"] else ""
    match problem["type"]:
        case "extra_forbidden":
            return f"the key '{key}' is not known{where}"
        case "missing":
            return f"the key '{key}' is missing{where}"
        case "value_error":
            return str(problem["ctx"]["error"])
        case _:
            message = problem["msg"][0].lower() + problem["msg"][1:]
            return f"the key '{key}' cannot be read{where}: {message}"


def _where(location: tuple[int | str, ...], content: Mapping[str, object]) -> str:
    """Which column, or which other part, the last key of a location belongs to."""
    outer: list[str] = []
    value: object = content
    for step in location[:-1]:
        value = value[step] if isinstance(value, list | dict) and _holds(value, step) else None
        named = value.get("name") or value.get("column") if isinstance(value, dict) else None
        outer.append(f"'{named}'" if isinstance(step, int) and named else str(step))
    return f" (in {' '.join(outer)})" if outer else ""


def _holds(value: list | dict, step: int | str) -> bool:
    return step in value if isinstance(value, dict) else isinstance(step, int) and step < len(value)
