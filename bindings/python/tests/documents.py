"""Vector files and policy documents as plain trees, in which dates are strings."""

from __future__ import annotations

import json
import sys
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

if TYPE_CHECKING:
    from pathlib import Path


def files(folder: Path) -> list[Path]:
    """All vector files below a folder, by path."""
    found = [path for path in folder.rglob("*.toml") if path.is_file()]
    return sorted(found, key=lambda path: path.relative_to(folder).as_posix().encode())


def read(path: Path) -> dict[str, Any]:
    """The tree of a TOML file."""
    tree: dict[str, Any] = plain(tomllib.loads(path.read_text(encoding="utf-8")))
    return tree


def cases(path: Path) -> list[dict[str, Any]]:
    """The cases of a vector file."""
    tree = read(path)
    if tree.get("format") != 1:
        raise SystemExit(f"`{path}` has to say `format = 1`")
    found: list[dict[str, Any]] = tree.get("case", [])
    return found


def merge(base: Any, patch: Any) -> Any:
    """Tables merge, anything else replaces; neither argument is changed."""
    if not (isinstance(base, dict) and isinstance(patch, dict)):
        return patch
    merged = dict(base)
    for key, value in patch.items():
        merged[key] = merge(base.get(key), value)
    return merged


def text_of(document: Any) -> str:
    """A document as JSON, in one form: diagnostics name places in it."""
    return json.dumps(
        document, sort_keys=True, separators=(",", ":"), ensure_ascii=False
    )


def plain(value: Any) -> Any:
    """The same tree with dates and times as TOML writes them."""
    if isinstance(value, dict):
        return {key: plain(part) for key, part in value.items()}
    if isinstance(value, list):
        return [plain(part) for part in value]
    if isinstance(value, (date, datetime, time)):
        return value.isoformat().replace("+00:00", "Z")
    return value
