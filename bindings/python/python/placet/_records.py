"""Tags where data are declared: on data classes, models, typed dicts and columns."""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Mapping
from datetime import date, time
from itertools import repeat
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    Union,
    get_args,
    get_origin,
    get_type_hints,
    is_typeddict,
)
from weakref import WeakKeyDictionary

from ._arrow import alike, kind
from ._native import Schema
from .errors import InvalidArgument

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_SCHEMAS: WeakKeyDictionary[type, Schema] = WeakKeyDictionary()


@dataclasses.dataclass(frozen=True, slots=True)
class Tag:
    """The category of a field: `email: Annotated[str, Tag("user.contact.email")]`."""

    category: str
    """The key of the category, of the taxonomy or of the policy's own."""


def schema_of(schema: Any) -> Schema:
    """Find the tags of what describes a record.

    That is a `Schema`, a class with tagged fields, a JSON Schema with `x-placet`, a
    mapping of places to categories, or a schema of Arrow with `placet.category` in the
    metadata of its fields.
    """
    if isinstance(schema, Schema):
        return schema
    if isinstance(schema, type):
        known = _SCHEMAS.get(schema)
        if known is None:
            known = Schema(schema.__name__, dict(_Reader().of(schema)))
            _SCHEMAS[schema] = known
        return known
    if isinstance(schema, Mapping):
        if any(isinstance(schema.get(key), (Mapping, list)) for key in _JSON_SCHEMA):
            return Schema.from_json_schema(str(schema.get("title", "schema")), schema)
        return Schema("schema", schema)
    if hasattr(schema, "__arrow_c_schema__"):
        return Schema.from_arrow("schema", schema)
    name = type(schema).__name__
    wanted = "a name, a class, a mapping or a schema"
    message = f"argument 'schema': {wanted} is wanted, not '{name}'"
    raise TypeError(message)


_JSON_SCHEMA = ("properties", "items", "$defs", "additionalProperties", "allOf")


def _escaped(name: str) -> str:
    """A name as a place writes it."""
    return "".join(f"\\{c}" if c in ".[]\\" else c for c in name)


def _below(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


class _Reader:
    """Reads the tags of a class and of the classes of its fields."""

    def __init__(self) -> None:
        self.open: list[type] = []
        self.tags: dict[str, str] = {}

    def of(self, record: type) -> dict[str, str]:
        """Read the tags of a class."""
        self.fields(record, "")
        return self.tags

    def fields(self, record: type, path: str) -> None:
        if record in self.open:
            message = (
                f"`{path or record.__name__}` lies in itself: give the field a tag of"
                " its own, and all in it has that tag"
            )
            raise _fault(message)
        self.open.append(record)
        try:
            hints = get_type_hints(record, include_extras=True)
        except NameError as error:
            message = f"the types of `{record.__name__}` can't be read: {error}"
            raise _fault(message) from error
        for name, hint in hints.items():
            if not name.startswith("_"):
                self.field(hint, _below(path, _escaped(name)))
        self.open.pop()

    def field(self, hint: Any, path: str) -> None:
        origin, arguments = get_origin(hint), get_args(hint)
        if origin is Annotated:
            tags = [extra for extra in arguments[1:] if isinstance(extra, Tag)]
            if len(tags) > 1:
                message = f"`{path}` is tagged twice; a field has one category"
                raise _fault(message)
            if tags:
                self.tags[path] = tags[0].category
            self.field(arguments[0], path)
        elif origin in (Union, types.UnionType):
            for part in arguments:
                self.field(part, path)
        elif origin is not None:
            self.generic(origin, arguments, path)
        elif _holds_fields(hint) and path not in self.tags:
            self.fields(hint, path)

    def generic(self, origin: Any, arguments: tuple[Any, ...], path: str) -> None:
        if isinstance(origin, type) and issubclass(origin, Mapping):
            self.field(arguments[-1], _below(path, "*"))
        elif origin in (list, tuple, set, frozenset) or getattr(
            origin, "__name__", ""
        ) in (
            "Sequence",
            "Iterable",
        ):
            for part in arguments:
                if part is not Ellipsis:
                    self.field(part, f"{path}[]")
        else:
            # `Mapped[…]`, `Required[…]`: what wraps a field is no part of it
            for part in arguments:
                self.field(part, path)


def _holds_fields(hint: Any) -> bool:
    if not isinstance(hint, type):
        return False
    return (
        dataclasses.is_dataclass(hint)
        or is_typeddict(hint)
        or hasattr(hint, "model_fields")
    )


def _fault(message: str) -> InvalidArgument:
    return InvalidArgument(f"invalid `schema`: {message}", "schema")


def tags(schema: Any) -> dict[str, str]:
    """Give the category of each tagged field, by its place in a record.

    `schema` is a class with tagged fields (a data class, a typed dict, a model of
    Pydantic, a mapped class of SQLAlchemy), a JSON Schema with `x-placet`, a mapping,
    or a schema of Arrow. For a schema that the policy declares see `Engine.schema`.
    """
    return schema_of(schema).fields


def tag_arrow(schema: Any, arrow: Any) -> Any:
    """Write the tags of a schema into the metadata of the fields of an Arrow schema.

    `schema` is what `tags` reads, `arrow` a `pyarrow.Schema`, or another object with
    `__arrow_c_schema__`. A file of Parquet keeps them: `tags` reads them again, and
    `Engine.filter_batch` needs no other schema then.
    """
    return alike(kind(arrow), schema_of(schema).tag_arrow(arrow))


def paired(users: Iterable[str], records: Iterable[Any]) -> Iterator[tuple[str, Any]]:
    """Give each record with its user, as they come."""
    of_users = iter(users)
    for record in records:
        for user in of_users:
            yield user, record
            break
        else:
            raise _uneven("fewer")
    if not isinstance(users, repeat):
        for _ in of_users:
            raise _uneven("more")


def _uneven(how: str) -> InvalidArgument:
    message = f"invalid `user`: there are {how} users than records; give one for each"
    return InvalidArgument(message, "user")


def plain(value: Any) -> Any:
    """Give a value as JSON has it."""
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, (set, frozenset, tuple)):
        return list(value)
    return str(value)
