"""Suggestions of categories: what comes in, in whatever form Python has it."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any

import pytest

from placet import Clue, InvalidArgument, PolicyError, Suggestion, classify

if TYPE_CHECKING:
    from pathlib import Path

POLICY = """
[policy]
id = "shop"
version = "1"
effective_from = 2021-01-01
contact = { privacy = "privacy@shop.test" }

[purposes.mail]
basis = ["consent"]
categories = ["user.contact"]
"""


def pairs(found: list[Suggestion]) -> list[tuple[str, str]]:
    return [(one.path, one.category) for one in found]


def test_columns_and_records_say_the_same() -> None:
    columns: dict[str, list[Any]] = {
        "id": [1, 2],
        "kontakt": ["ada@example.com", None],
        "born": [None, None],
    }
    records = [{key: columns[key][at] for key in columns} for at in (0, 1)]
    found = classify(columns)
    assert found == classify(records) == classify(iter(records))
    assert pairs(found) == [
        ("kontakt", "user.contact.email"),
        ("born", "user.demographic.date_of_birth"),
    ]
    clue = Clue("values", "email", 1, 1, "1 of 1 values are e-mail addresses")
    assert found[0] == Suggestion("kontakt", "user.contact.email", 0.98, (clue,))
    assert isinstance(hash(found[0]), int)
    with pytest.raises(AttributeError):
        found[0].path = "x"  # type: ignore[misc]
    assert replace(found[0], path="x").path == "x"


def test_values_of_every_type() -> None:
    found = classify(
        {
            "a": [date(1990, 5, 1), date(1985, 1, 2)],
            "dob": [date(1990, 5, 1), float("nan")],
            "ip": [ip_address("203.0.113.7"), None],
            "card": [4111111111111111, Decimal(5555555555554444)],
            "flag": [True, False],
            "ratio": [0.5, float("inf")],
        }
    )
    assert pairs(found) == [
        ("dob", "user.demographic.date_of_birth"),
        ("ip", "user.device.ip_address"),
        ("card", "user.financial.payment_card"),
    ]


@dataclass
class Order:
    """An order."""

    card: str
    phones: list[str]


def test_places_are_those_of_schemas() -> None:
    order = Order("4111 1111 1111 1111", ["+1 650-253-0000"])
    found = classify([{"to": {"e.mail": "ada@example.com"}, "orders": (order,)}])
    assert [one.path for one in found] == [
        r"to.e\.mail",
        "orders[].card",
        "orders[].phones[]",
    ]


def test_files(tmp_path: Path) -> None:
    table = tmp_path / "x.csv"
    table.write_text("id;mail\n1;ada@example.com\n", "utf-8")
    assert pairs(classify(table)) == [("mail", "user.contact.email")]
    assert classify(str(table)) == classify(table)
    lines = tmp_path / "x.data"
    lines.write_text(json.dumps({"mail": "ada@example.com"}), "utf-8")
    assert classify(lines, format="ndjson") == classify(table)
    bad: list[tuple[Any, str]] = [
        (tmp_path / "none.csv", "there is no file"),
        (tmp_path, "tells no format"),
        (lines, "tells no format"),
    ]
    for path, words in bad:
        with pytest.raises(InvalidArgument, match=words):
            classify(path)
    table.write_bytes(b"a\n\xff\n")
    with pytest.raises(InvalidArgument, match="line 2"):
        classify(table)


class Frame:
    """A table as pandas has it, as far as it matters: a name may stand twice."""

    columns = ("mail", "mail", 7)
    iloc: Any

    def __init__(self) -> None:
        self.iloc = self

    def __getitem__(self, place: tuple[slice, int]) -> Frame:
        self.at = place[1]
        return self

    def tolist(self) -> list[Any]:
        return [["ada@example.com"], ["bob@example.org"], ["203.0.113.7"]][self.at]


class Column:
    """A column as Polars and Arrow have it."""

    name = "mail"

    def to_list(self) -> list[str]:
        return ["ada@example.com"]

    to_pylist = to_list


class Polars:
    """A table of Polars."""

    columns = ("mail",)

    def iter_columns(self) -> list[Column]:
        return [Column()]


class Arrow:
    """A table of Arrow."""

    column_names = ("mail",)

    def column(self, place: int) -> Column:
        assert place == 0
        return Column()


def test_tables() -> None:
    found = classify(Frame())
    assert pairs(found) == [
        ("mail", "user.contact.email"),
        ("7", "user.device.ip_address"),
    ]
    assert found[0].evidence[1].of == 2
    mail = classify({"mail": ["ada@example.com"]})
    assert classify(Polars()) == classify(Arrow()) == mail


def test_a_policy_marks_and_a_sample_bounds() -> None:
    data = {"mail": ["ada@example.com"] * 1000, "ip": ["203.0.113.7"]}
    mail, ip = classify(data, policy=POLICY, sample=100)
    assert [clue.grounds for clue in mail.evidence] == ["name", "values"]
    assert [clue.grounds for clue in ip.evidence] == ["name", "values", "policy"]
    looked = mail.evidence[1].of
    assert looked is not None
    assert 50 <= looked <= 100
    with pytest.raises(PolicyError):
        classify(data, policy="[policy]\n")


def test_what_can_not_be_meant() -> None:
    wrong: list[tuple[Any, type[Exception], str]] = [
        (7, TypeError, "'data'"),
        (b"a,b", TypeError, "'data'"),
        ({"mail": "ada@example.com"}, TypeError, "as a list"),
        ({"mail": {"to": "ada@example.com"}}, TypeError, "as a list"),
        ({"mail": 7}, TypeError, "int"),
        (["ada@example.com"], InvalidArgument, "no map"),
        ([None], InvalidArgument, "no map"),
    ]
    for data, error, words in wrong:
        with pytest.raises(error, match=words):
            classify(data)
    for sample in (0, -1):
        with pytest.raises(InvalidArgument, match="sample"):
            classify({}, sample=sample)
    with pytest.raises(TypeError, match="'format'"):
        classify({}, format="csv")
    ring: list[Any] = []
    ring.append(ring)
    with pytest.raises(InvalidArgument, match="deeper"):
        classify({"a": ring})
    assert classify([]) == classify({}) == []
    assert classify({"a": []}) == []
    surrogate = classify({"mail": ["ada@example.com", "\ud800"]})
    assert surrogate[0].evidence[1].of == 1
