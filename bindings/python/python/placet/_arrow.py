"""Data of Arrow in the libraries that have them: what comes out is what went in."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

Kind: TypeAlias = tuple[str, str]
"""A library and a class of it."""


def kind(data: Any) -> Kind:
    """Tell the library and the class of an object."""
    return type(data).__module__.partition(".")[0], type(data).__name__


def alike(given: Kind, left: Any) -> Any:
    """Give what is left as an object of the kind that was given.

    Of another library it stays what it is: an object with the methods of Arrow's C data
    interface.
    """
    make = _MAKERS.get(given)
    return left if make is None else make(import_module(given[0]), left)


def batches(data: Any) -> Iterator[tuple[Any, Kind]]:
    """Give the batches of a stream, each with the kind that it is to be of."""
    if hasattr(data, "__arrow_c_stream__"):
        # a module that was built without Arrow has none
        from ._native import ArrowReader

        library, name = kind(data)
        if library == "pyarrow":
            name = "RecordBatch"
        for batch in ArrowReader(data):
            yield batch, (library, name)
    elif hasattr(data, "__arrow_c_array__"):
        yield data, kind(data)
    else:
        for part in _parts(data):
            yield part, kind(part)


def _parts(data: Any) -> Iterable[Any]:
    try:
        parts: Iterable[Any] = iter(data)
    except TypeError:
        name = type(data).__name__
        wanted = "a stream of Arrow, or an iterable of batches,"
        message = f"argument 'data': {wanted} is wanted, not '{name}'"
        raise TypeError(message) from None
    return parts


def _pandas(pandas: Any, left: Any) -> Any:
    pyarrow = import_module("pyarrow")
    table = _table(pyarrow, left)
    whole = {
        pyarrow.bool_(): pandas.BooleanDtype(),
        **{
            getattr(pyarrow, name.lower())(): getattr(pandas, f"{name}Dtype")()
            for name in _INTEGERS
        },
    }
    # a null among integers or flags would make floats or objects of all of them
    columns = [
        column.to_pandas(types_mapper=whole.get if column.null_count else None)
        for column in table.columns
    ]
    index = pandas.RangeIndex(table.num_rows)
    frame = pandas.DataFrame(dict(enumerate(columns)), index=index, copy=False)
    frame.columns = table.column_names
    return frame


_INTEGERS = ("Int8", "Int16", "Int32", "Int64", "UInt8", "UInt16", "UInt32", "UInt64")


def _table(pyarrow: Any, left: Any) -> Any:
    if hasattr(left, "__arrow_c_stream__"):
        return pyarrow.table(left)
    return pyarrow.Table.from_batches([pyarrow.record_batch(left)])


_MAKERS: dict[Kind, Callable[[Any, Any], Any]] = {
    ("pyarrow", "Table"): _table,
    ("pyarrow", "RecordBatch"): lambda pyarrow, left: pyarrow.record_batch(left),
    ("pyarrow", "RecordBatchReader"): lambda pyarrow, left: (
        pyarrow.RecordBatchReader.from_stream(left)
    ),
    ("pyarrow", "Schema"): lambda pyarrow, left: pyarrow.schema(left),
    ("polars", "DataFrame"): lambda polars, left: polars.DataFrame(left),
    ("pandas", "DataFrame"): _pandas,
}
