"""Data of Arrow: what goes in comes out, without what a purpose may not use."""

from __future__ import annotations

import sys
import threading
from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from placet import (
    BatchChange,
    Engine,
    InvalidArgument,
    UnknownPurpose,
    _native,
    tag_arrow,
    tags,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

POLICY = """
[policy]
id = "shop"
version = "1"
effective_from = 2021-01-01
contact = { privacy = "privacy@shop.test" }

[purposes.analytics]
basis = ["legitimate_interest"]
categories = ["user.device", "user.demographic.date_of_birth", "user.financial"]

[rules.short]
categories = ["user.device.ip_address"]
transform = "network"

[rules.band]
categories = ["user.demographic.date_of_birth"]
transform = "age_band"

[schemas.visit.fields]
ip = "user.device.ip_address"
born = "user.demographic.date_of_birth"
spent = "user.financial.transaction"
"orders[].total" = "user.financial.transaction"
email = "user.contact.email"
"""

COLUMNS: dict[str, list[Any]] = {
    "user": ["ada", "bob", "ada", "cleo"],
    "ip": ["203.0.113.7", "198.51.100.2", None, "nowhere"],
    "born": [date(1990, 5, 1), date(1991, 5, 1), date(1992, 5, 1), None],
    "spent": [1, 2, 3, 2**60 + 1],
    "email": ["a@x.test", "b@x.test", "a@x.test", "c@x.test"],
}
AT = "2026-05-02"


@pytest.fixture
def shop() -> Engine:
    engine = Engine.open(POLICY, "memory:")
    engine.object_to("bob", "analytics")
    return engine


def table() -> pa.Table:
    orders = [[{"total": 5, "code": "x"}], [{"total": 6, "code": "y"}], [], None]
    return pa.table({**COLUMNS, "orders": orders})


LEFT = {
    "ip": ["203.0.113.0/24", None, None, None],
    "born": ["30-39", None, "30-39", None],
    "spent": [1, None, 3, 2**60 + 1],
    "orders": [[{"total": 5}], [{"total": None}], [], None],
}


def test_a_table_of_pyarrow(shop: Engine) -> None:
    given = table()
    filtered = shop.filter_batch(given, "user", "analytics", "visit", at=AT)
    left = filtered.data
    assert isinstance(left, pa.Table)
    assert left.to_pydict() == LEFT
    assert given.equals(table())
    financial, denied = "user.financial.transaction", ("objected",)
    assert BatchChange("spent", financial, None, denied, 1) in filtered.changes
    rows = {(c.path, c.transform, c.reasons): c.rows for c in filtered.changes}
    assert rows["ip", "network", ()] == 1
    assert rows["ip", None, ("unreadable",)] == 1
    assert rows["born", "age_band", ()] == 2
    assert rows["orders[].code", None, ("untagged",)] == 2
    assert rows["user", None, ("untagged",)] == 4
    assert filtered.valid_until is None
    assert isinstance(hash(filtered), int)


def test_each_row_is_filtered_as_a_record_is(shop: Engine) -> None:
    filtered = shop.filter_batch(table(), 0, "analytics", "visit", at=AT)
    counted: dict[Any, int] = {}
    for row, left in zip(table().to_pylist(), filtered.data.to_pylist(), strict=True):
        record = shop.filter(row["user"], "analytics", row, "visit", at=AT)
        for change in record.changes:
            counted[change] = counted.get(change, 0) + 1
        # a struct of which a field went has null there, a dict has no such key
        flat = {name: left[name] for name in left if name != "orders"}
        assert flat == {name: record.record.get(name) for name in flat}
    told = {
        (c.path, c.category, c.transform, c.reasons): c.rows for c in filtered.changes
    }
    assert told == {
        (c.path, c.category, c.transform, c.reasons): rows
        for c, rows in counted.items()
    }


def test_a_batch_a_reader_and_several_chunks(shop: Engine) -> None:
    batch = table().to_batches()[0]
    left = shop.filter_batch(batch, "user", "analytics", "visit", at=AT).data
    assert isinstance(left, pa.RecordBatch)
    chunked = pa.Table.from_batches([batch, batch.slice(2)])
    together = shop.filter_batch(chunked, "user", "analytics", "visit", at=AT).data
    assert together["spent"].num_chunks == 2
    reader = shop.filter_batch(chunked.to_reader(), "user", "analytics", "visit", at=AT)
    assert isinstance(reader.data, pa.RecordBatchReader)
    assert reader.data.read_all().equals(together)
    assert together.slice(0, 4).to_pydict() == left.to_pydict()


def test_a_data_frame_of_polars(shop: Engine) -> None:
    given = pl.DataFrame(COLUMNS).with_columns(pl.col("ip").cast(pl.Categorical))
    left = shop.filter_batch(given, "user", "analytics", "visit", at=AT).data
    assert isinstance(left, pl.DataFrame)
    expected = {name: LEFT[name] for name in ("ip", "born", "spent")}
    assert left.to_dict(as_series=False) == expected
    assert left.schema["spent"] == pl.Int64


def test_a_data_frame_of_pandas(shop: Engine) -> None:
    given = pd.DataFrame({**COLUMNS, "spent_since": [1.5, None, 2.5, 3.5]})
    given.index = pd.Index(COLUMNS["email"], name="by_email")
    schema = {**shop.schema("visit").fields, "spent_since": "user.financial"}
    left = shop.filter_batch(given, "user", "analytics", schema, at=AT).data
    assert isinstance(left, pd.DataFrame)
    assert list(left.columns) == ["ip", "born", "spent", "spent_since"]
    # a number that a float can't hold stays what it is, and an index of e-mails goes
    assert left["spent"].tolist() == [1, pd.NA, 3, 2**60 + 1]
    assert left.index.equals(pd.RangeIndex(4))
    assert left["born"].dropna().to_dict() == {0: "30-39", 2: "30-39"}


class Capsule:
    """Any other library's table."""

    def __init__(self, table: pa.Table) -> None:
        self.table = table

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self.table.__arrow_c_stream__(requested_schema)


def test_any_library_that_speaks_arrow(shop: Engine) -> None:
    left = shop.filter_batch(Capsule(table()), "user", "analytics", "visit", at=AT).data
    assert pa.table(left).column_names == ["ip", "born", "spent", "orders"]
    assert pl.DataFrame(left).height == len(left) == 4


def test_what_stays_is_not_copied(shop: Engine) -> None:
    shop.update("ada", account="active")
    given = pa.table({"user": ["ada"] * 9, "spent": list(range(9))})
    left = shop.filter_batch(given, "user", "analytics", "visit").data
    address = given["spent"].chunk(0).buffers()[1].address
    assert left["spent"].chunk(0).buffers()[1].address == address


def test_a_stream_is_read_batch_by_batch(shop: Engine) -> None:
    pulled: list[int] = []
    schema = pa.schema({"user": pa.string(), "spent": pa.int64()})

    def parts() -> Iterator[pa.RecordBatch]:
        for number in range(4):
            pulled.append(number)
            yield pa.record_batch({"user": ["ada"], "spent": [number]}, schema=schema)

    reader = pa.RecordBatchReader.from_batches(schema, parts())
    stream = shop.filter_batches(reader, "user", "analytics", "visit")
    first = next(stream)
    assert isinstance(first.data, pa.RecordBatch)
    assert first.data.to_pydict() == {"spent": [0]}
    assert pulled == [0]
    # whoever objects meanwhile is heard from the next batch on
    shop.object_to("ada", "analytics")
    second = next(stream)
    assert second.data.to_pydict() == {}
    assert second.data.num_rows == 1
    assert len(list(stream)) == 2
    frames = [pl.DataFrame({"user": ["cleo"], "spent": [1]})] * 2
    for filtered in shop.filter_batches(frames, "user", "analytics", "visit"):
        assert isinstance(filtered.data, pl.DataFrame)
    whole = shop.filter_batches(pl.DataFrame(COLUMNS), "user", "analytics", "visit")
    assert all(isinstance(filtered.data, pl.DataFrame) for filtered in whole)


def test_a_fault_of_a_stream_is_told(shop: Engine) -> None:
    def parts() -> Iterator[pa.RecordBatch]:
        yield pa.record_batch({"user": ["ada"]})
        message = "the disk is gone"
        raise OSError(message)

    schema = pa.schema({"user": pa.string()})
    reader = pa.RecordBatchReader.from_batches(schema, parts())
    stream = shop.filter_batches(reader, "user", "analytics", "visit")
    next(stream)
    with pytest.raises(InvalidArgument, match="the disk is gone"):
        next(stream)


def test_tags_survive_a_file_of_parquet(shop: Engine, tmp_path: Path) -> None:
    scores = pa.map_(pa.string(), pa.int64())
    given = table().append_column("scores", pa.array([[("a", 1)]] * 4, type=scores))
    schema = {**shop.schema("visit").fields, "scores.*": "user.financial"}
    tagged = tag_arrow(schema, given.schema)
    assert isinstance(tagged, pa.Schema)
    assert tags(tagged) == schema
    pq.write_table(given.cast(tagged), tmp_path / "visits.parquet")
    read = pq.read_table(tmp_path / "visits.parquet")
    assert tags(read.schema) == schema
    left = shop.filter_batch(read, "user", "analytics", at=AT).data
    wanted = shop.filter_batch(given, "user", "analytics", schema, at=AT).data
    assert left.to_pydict() == wanted.to_pydict()
    assert left["scores"].to_pylist() == [[("a", 1)], [], [("a", 1)], [("a", 1)]]
    # what is left is tagged as well
    assert tags(left.schema)["ip"] == "user.device.ip_address"


def test_what_can_not_be_meant_is_told(shop: Engine) -> None:
    def ask(data: Any, users: Any = "user", schema: Any = "visit") -> Any:
        return shop.filter_batch(data, users, "analytics", schema)

    with pytest.raises(InvalidArgument, match="row 1 has no user"):
        ask(pa.table({"user": ["ada", None]}))
    with pytest.raises(InvalidArgument, match="cast it to text"):
        ask(pa.table({"user": [1, 2]}))
    with pytest.raises(InvalidArgument, match="no column is named `usr`"):
        ask(table(), "usr")
    with pytest.raises(InvalidArgument, match="tags no field"):
        ask(table(), schema=None)
    with pytest.raises(UnknownPurpose):
        shop.filter_batch(table(), "user", "analytic", "visit")
    for wrong in ([1], "text", None, 3):
        with pytest.raises(TypeError, match="argument 'data'"):
            ask(wrong)
    with pytest.raises(TypeError, match="argument 'data'"):
        next(shop.filter_batches(3, "user", "analytics", "visit"))
    with pytest.raises(TypeError):
        ask(table(), users=None)
    with pytest.raises(InvalidArgument, match="one name of a map"):
        tag_arrow(
            {"scores.a": "user.name"},
            pa.schema({"scores": pa.map_(pa.string(), pa.int64())}),
        )


def test_other_threads_run_meanwhile(shop: Engine) -> None:
    rows = 200_000
    users = [f"user {number % 50_000}" for number in range(rows)]
    batch = pa.record_batch({"user": users, "spent": list(range(rows))})
    visit = shop.schema("visit")
    gate = threading.Lock()
    gate.acquire()
    ran: list[bool] = []

    def run() -> None:
        with gate:
            ran.append(True)

    thread = threading.Thread(target=run)
    thread.start()
    interval = sys.getswitchinterval()
    # from here on the interpreter changes hands only where it is let go of
    sys.setswitchinterval(1000)
    try:
        gate.release()
        left = _native.Engine.filter_batch(shop, batch, "user", "analytics", visit)
        seen = list(ran)
    finally:
        sys.setswitchinterval(interval)
        thread.join()
    assert seen == [True]
    assert len(left.data) == rows


def test_records_of_many_users(shop: Engine) -> None:
    records = table().to_pylist()
    users = [record["user"] for record in records]
    many = shop.filter_many(users, "analytics", records, "visit", at=AT)
    assert [one.record.get("spent") for one in many] == [1, None, 3, 2**60 + 1]
    stream = shop.filter_stream(iter(users), "analytics", iter(records), "visit", at=AT)
    assert next(stream) == many[0]
    shop.object_to("ada", "analytics")
    assert "spent" not in list(stream)[1].record
    one = shop.filter_stream("cleo", "analytics", iter(records), "visit")
    assert [record.record["spent"] for record in one] == COLUMNS["spent"]
    for short, word in ((users[:-1], "fewer"), ([*users, "dan"], "more")):
        with pytest.raises(InvalidArgument, match=word):
            shop.filter_many(short, "analytics", records, "visit")
