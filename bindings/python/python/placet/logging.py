"""Logs without personal data: a formatter that shows categories in place of values."""

from __future__ import annotations

import copy
import dataclasses
import logging
from collections.abc import Mapping
from typing import Any

from ._native import log_stand_ins
from ._records import schema_of, tags
from .errors import InvalidArgument

__all__ = ["RedactingFormatter"]

_OWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
_DEPTH = 8
_UNTAGGED = "<untagged>"


class RedactingFormatter(logging.Formatter):
    """Writes a log with the categories of tagged fields in place of their values.

        handler.setFormatter(RedactingFormatter(Customer, Order))
        log.info("signed up", extra={"email": email})

    `schemas` are whatever `placet.tags` reads. In `extra`, and in mappings among the
    arguments, a value whose name is that of a tagged field becomes
    `<user.contact.email>`; an instance of a class with tagged fields shows the
    categories of all of them, and nothing of its other fields. A `Guarded` shows its
    categories anywhere. What is put into the text of a message, or of an exception, can
    not be told apart from other text: hand values over as arguments or as `extra`.

    `formatter` is the one that writes, of JSON for example; a plain one if there is
    none.
    """

    def __init__(
        self, *schemas: Any, formatter: logging.Formatter | None = None
    ) -> None:
        super().__init__()
        self._formatter = formatter or logging.Formatter()
        self._names = log_stand_ins([schema_of(schema) for schema in schemas])

    def format(self, record: logging.LogRecord) -> str:
        """Write a record, which stays as it is for other handlers."""
        safe = copy.copy(record)
        for name, value in vars(record).items():
            if name not in _OWN:
                setattr(safe, name, self._named(name, value, 0))
        safe.msg = (
            record.msg if isinstance(record.msg, str) else self._safe(record.msg, 0)
        )
        if isinstance(record.args, Mapping):
            safe.args = {
                name: self._named(str(name), value, 0)
                for name, value in record.args.items()
            }
        elif record.args:
            safe.args = tuple(self._safe(value, 0) for value in record.args)
        return self._formatter.format(safe)

    def _named(self, name: str, value: Any, depth: int) -> Any:
        shown = self._names.get(name)
        return self._safe(value, depth) if shown is None else shown

    def _safe(self, value: Any, depth: int) -> Any:
        """Give a value without what is tagged in it."""
        if depth > _DEPTH:
            return "…"
        if isinstance(value, Mapping):
            return {
                name: self._named(str(name), inner, depth + 1)
                for name, inner in value.items()
            }
        if isinstance(value, (list, tuple, set, frozenset)):
            return [self._safe(inner, depth + 1) for inner in value]
        own = _tags_of(type(value))
        if own is None:
            return value
        shown = (f"{n}={self._field(own, n, value, depth)}" for n in _names_of(value))
        return f"{type(value).__name__}({', '.join(shown)})"

    def _field(self, own: dict[str, str], name: str, value: Any, depth: int) -> Any:
        if name in own:
            return f"<{own[name]}>"
        inner = getattr(value, name, None)
        if inner is None or any(p.startswith((f"{name}.", f"{name}[")) for p in own):
            return self._safe(inner, depth + 1)
        return _UNTAGGED


def _tags_of(kind: type) -> dict[str, str] | None:
    """Give the tags of a class; none of one without any."""
    if not (
        dataclasses.is_dataclass(kind)
        or hasattr(kind, "model_fields")
        or hasattr(kind, "__mapper__")
    ):
        return None
    try:
        return tags(kind)
    except InvalidArgument:
        return None


def _names_of(value: Any) -> list[str]:
    kind = type(value)
    if hasattr(kind, "__mapper__"):
        return list(kind.__mapper__.column_attrs.keys())
    if dataclasses.is_dataclass(kind):
        return [field.name for field in dataclasses.fields(kind)]
    return list(kind.model_fields)
