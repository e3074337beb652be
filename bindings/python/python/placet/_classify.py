"""Suggestions of categories for data without tags."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from ._native import classify_columns, classify_file, classify_records

if TYPE_CHECKING:
    from .results import Suggestion
    from .types import DataFormat, Policy


def classify(
    data: Any,
    *,
    format: DataFormat | None = None,  # noqa: A002
    policy: Policy | None = None,
    sample: int | None = None,
) -> list[Suggestion]:
    """Suggest which category each field of some data may be; nothing is decided.

    `data` is records (mappings, data classes, models), a mapping of names to columns,
    a table of pandas, Polars or Arrow, or the path of a CSV, JSON, NDJSON or Parquet
    file, whose `format` is told by its name if it isn't given. With a `policy`,
    suggestions that it has no place for are marked. With a `sample`, no more than so
    many values of each field are looked at, drawn evenly from all.

    The order is that of the fields, and of each field the surest suggestion is first.
    """
    if isinstance(data, (str, os.PathLike)):
        return classify_file(data, format, policy, sample)
    if format is not None:
        message = "argument 'format': only a file has one; leave it out"
        raise TypeError(message)
    if isinstance(data, Mapping):
        return classify_columns(data, policy, sample)
    columns = _columns(data)
    if columns is not None:
        return classify_columns(columns, policy, sample)
    if not isinstance(data, Iterable) or isinstance(data, (bytes, bytearray)):
        name = type(data).__name__
        wanted = "records, columns, a table or a path"
        message = f"argument 'data': {wanted} is wanted, not '{name}'"
        raise TypeError(message)
    return classify_records(data, policy, sample)


def _columns(table: Any) -> dict[str, Any] | None:
    """Give the columns of a table by name; none of what is no table."""
    columns: dict[str, list[Any]]
    if hasattr(table, "column_names") and hasattr(table, "column"):
        # Arrow
        columns = {}
        for place, name in enumerate(table.column_names):
            columns.setdefault(name, []).extend(table.column(place).to_pylist())
        return columns
    if hasattr(table, "iloc") and hasattr(table, "columns"):
        # pandas, whose names may be anything, and stand twice
        columns = {}
        for place, name in enumerate(table.columns):
            columns.setdefault(str(name), []).extend(table.iloc[:, place].tolist())
        return columns
    if hasattr(table, "iter_columns") and hasattr(table, "columns"):
        # Polars
        return {column.name: column.to_list() for column in table.iter_columns()}
    return None
