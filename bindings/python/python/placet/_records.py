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
    ClassVar,
    Literal,
    Union,
    get_args,
    get_origin,
    get_type_hints,
    is_typeddict,
)
from weakref import WeakKeyDictionary

from ._arrow import alike, kind
from ._native import Schema, json_fields
from .errors import InvalidArgument

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ARROW_KEY = b"placet.category"
"""The key of a tag in the metadata of an Arrow field."""

SQL_KEY = "placet"
"""The key of a tag in the `info` of a column of SQLAlchemy."""

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
            known = Schema(schema.__name__, _tagged(_Reader().of(schema).items()))
            _SCHEMAS[schema] = known
        return known
    if isinstance(schema, Mapping) and not _is_json_schema(schema):
        return Schema("schema", schema)
    if hasattr(schema, "__arrow_c_schema__"):
        return Schema.from_arrow("schema", schema)
    name, fields = fields_of(schema)
    return Schema(name, _tagged(fields))


def fields_of(schema: Any) -> tuple[str, list[tuple[str, str | None]]]:
    """Give the name of what describes a record, and each field with its category.

    The category is `None` of a field without a tag.
    """
    if isinstance(schema, Schema):
        return schema.name, list(schema.fields.items())
    if isinstance(schema, type):
        return schema.__name__, list(_Reader().of(schema).items())
    if isinstance(schema, Mapping):
        if _is_json_schema(schema):
            return str(schema.get("title", "schema")), json_fields(schema)
        return "schema", list(schema.items())
    if hasattr(schema, "columns") and hasattr(schema, "metadata"):
        tagged = [(_escaped(c.name), c.info.get(SQL_KEY)) for c in schema.columns]
        return str(schema.name), tagged
    if hasattr(schema, "__arrow_c_schema__"):
        own = Schema.from_arrow("schema", schema).fields
        loose = [(path, None) for path in _places(schema, "") if path not in own]
        return "schema", [*own.items(), *loose]
    name = type(schema).__name__
    wanted = "a name, a class, a mapping or a schema"
    message = f"argument 'schema': {wanted} is wanted, not '{name}'"
    raise TypeError(message)


def _tagged(fields: Iterable[tuple[str, str | None]]) -> dict[str, str]:
    return {path: category for path, category in fields if category is not None}


def _is_json_schema(schema: Mapping[str, Any]) -> bool:
    return any(isinstance(schema.get(key), (Mapping, list)) for key in _JSON_SCHEMA)


_JSON_SCHEMA = ("properties", "items", "$defs", "additionalProperties", "allOf")


def _escaped(name: str) -> str:
    """A name as a place writes it."""
    return "".join(f"\\{c}" if c in ".[]\\" else c for c in name)


def _below(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


Fields = dict[str, "str | None"]
"""The places of fields, each with its category; none of one without a tag."""


class _Reader:
    """Reads the fields of a class and of the classes of its fields."""

    def __init__(self) -> None:
        self.open: list[tuple[type, str]] = []
        self.found: Fields = {}
        self.rings: list[tuple[str, str]] = []

    def of(self, record: type) -> Fields:
        """Read the fields of a class."""
        self.fields(record, "", None)
        for begun, category in self.rings:
            for path, own in self.found.items():
                inside = not begun or path.startswith((f"{begun}.", f"{begun}["))
                if inside and own not in (None, category):
                    raise _ring(begun or record.__name__)
        return self.found

    def fields(self, record: type, path: str, above: str | None) -> None:
        begun = next((at for known, at in self.open if known is record), None)
        if begun is not None:
            if above is None:
                raise _ring(path or record.__name__)
            self.rings.append((begun, above))
            return
        self.open.append((record, path))
        columns = _columns(record)
        if columns is not None:
            for name, tag in columns.items():
                if tag is not None:
                    self.tag(_below(path, _escaped(name)), tag)
        try:
            hints = get_type_hints(record, include_extras=True)
        except NameError as error:
            message = f"the types of `{record.__name__}` can't be read: {error}"
            raise _fault(message) from error
        for name, hint in hints.items():
            if not name.startswith("_") and (columns is None or name in columns):
                self.field(hint, _below(path, _escaped(name)), above)
        for name in columns or ():
            self.found.setdefault(_below(path, _escaped(name)), None)
        self.open.pop()

    def field(self, hint: Any, path: str, above: str | None) -> None:
        above = self.found.get(path) or above
        origin, arguments = get_origin(hint), get_args(hint)
        if origin is Annotated:
            for extra in arguments[1:]:
                if isinstance(extra, Tag):
                    self.tag(path, extra.category)
            self.field(arguments[0], path, above)
        elif origin in (Union, types.UnionType):
            for part in arguments:
                if part is not types.NoneType:
                    self.field(part, path, above)
        elif origin is not None:
            self.generic(origin, arguments, path, above)
        elif _holds_fields(hint):
            self.fields(hint, path, above)
        elif above is None:
            self.found.setdefault(path, None)

    def generic(
        self, origin: Any, arguments: tuple[Any, ...], path: str, above: str | None
    ) -> None:
        if isinstance(origin, type) and issubclass(origin, Mapping):
            self.field(arguments[-1], _below(path, "*"), above)
        elif origin in (list, tuple, set, frozenset) or getattr(
            origin, "__name__", ""
        ) in (
            "Sequence",
            "Iterable",
        ):
            for part in arguments:
                if part is not Ellipsis:
                    self.field(part, f"{path}[]", above)
        elif origin is Literal or origin is ClassVar:
            if origin is Literal and above is None:
                self.found.setdefault(path, None)
        else:
            # `Mapped[…]`, `Required[…]`: what wraps a field is no part of it
            for part in arguments:
                self.field(part, path, above)

    def tag(self, path: str, category: str) -> None:
        if self.found.get(path) is not None:
            message = f"`{path}` is tagged twice; a field has one category"
            raise _fault(message)
        self.found[path] = category


def _ring(path: str) -> InvalidArgument:
    return _fault(
        f"`{path}` lies in itself: give the field a tag of its own, and all in it the"
        " same, so that all below it has that tag"
    )


def _columns(record: type) -> dict[str, str | None] | None:
    """Give a mapped class's columns, each with the tag in its `info`."""
    mapper = getattr(record, "__mapper__", None)
    if mapper is None:
        return None
    return {
        column.key: column.columns[0].info.get(SQL_KEY)
        for column in mapper.column_attrs
    }


def _holds_fields(hint: Any) -> bool:
    if not isinstance(hint, type):
        return False
    return (
        dataclasses.is_dataclass(hint)
        or is_typeddict(hint)
        or hasattr(hint, "model_fields")
        or hasattr(hint, "__mapper__")
    )


def _places(schema: Any, path: str) -> Iterator[str]:
    """Give the places of the fields of a pyarrow schema that have no tag."""
    for field in schema if hasattr(schema, "__iter__") else ():
        place = _below(path, _escaped(field.name))
        if ARROW_KEY in (field.metadata or {}):
            continue
        kind = field.type
        while hasattr(kind, "value_type") and not hasattr(kind, "key_type"):
            kind, place = kind.value_type, f"{place}[]"
        if hasattr(kind, "num_fields") and kind.num_fields and hasattr(kind, "field"):
            yield from _places([kind.field(at) for at in range(kind.num_fields)], place)
        else:
            yield place


def _fault(message: str) -> InvalidArgument:
    return InvalidArgument(f"invalid `schema`: {message}", "schema")


def tags(schema: Any) -> dict[str, str]:
    """Give the category of each tagged field, by its place in a record.

    `schema` is a class with tagged fields (a data class, a typed dict, a model of
    Pydantic, a mapped class or a table of SQLAlchemy), a JSON Schema with `x-placet`,
    a mapping, or a schema of Arrow. For a schema that the policy declares see
    `Engine.schema`.
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
