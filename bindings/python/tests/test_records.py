"""Records: tags where data are declared, and what a purpose sees of a record."""

from __future__ import annotations

import json
import pickle
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any, TypedDict

import pytest

from placet import (
    Change,
    Engine,
    Filtered,
    InvalidArgument,
    Schema,
    Tag,
    UnknownCategory,
    UnknownPurpose,
    UnknownSchema,
    tags,
)

POLICY = """
[policy]
id = "shop"
version = "1"
effective_from = 2021-01-01
contact = { privacy = "privacy@shop.test" }

[purposes.analytics]
basis = ["legitimate_interest"]
categories = ["user.device", "user.demographic.date_of_birth", "user.financial"]

[purposes.mail]
basis = ["consent"]
categories = ["user.contact.email", "user.name"]

[rules.short]
purposes = ["analytics"]
categories = ["user.device.ip_address"]
transform = "network"

[rules.band]
purposes = ["analytics"]
categories = ["user.demographic.date_of_birth"]
transform = "age_band"

[rules.pseudonyms]
purposes = ["mail"]
categories = ["user.name"]
transform = "hash"

[schemas.visit.fields]
ip = "user.device.ip_address"
email = "user.contact.email"
"orders[].total" = "user.financial.transaction"
"""


@dataclass
class Order:
    """An order."""

    total: Annotated[float, Tag("user.financial.transaction")]
    code: str = ""


@dataclass
class Customer:
    """A customer."""

    name: Annotated[str, Tag("user.name")]
    email: Annotated[str | None, Tag("user.contact.email")]
    born: Annotated[date, Tag("user.demographic.date_of_birth")]
    orders: list[Order] = field(default_factory=list)
    shirt: str = "M"


class Node(TypedDict):
    """A record that lies in itself."""

    next: Node | None


@pytest.fixture
def shop() -> Engine:
    return Engine.open(POLICY, "memory:", pseudonym_key=b"0123456789abcdef")


def customer() -> Customer:
    return Customer("Ada", "ada@example.com", date(1990, 5, 1), [Order(12.5, "X")])


def test_a_class_is_tagged_and_filtered_for_two_purposes(shop: Engine) -> None:
    assert tags(Customer) == {
        "name": "user.name",
        "email": "user.contact.email",
        "born": "user.demographic.date_of_birth",
        "orders[].total": "user.financial.transaction",
    }
    shop.update("ada", birthdate="1990-05-01", residence="DE", account="active")
    seen = shop.filter("ada", "analytics", customer(), Customer, at="2026-05-02")
    assert seen.record == {"born": "30-39", "orders": [{"total": 12.5}]}
    assert seen.changes == (
        Change("born", "user.demographic.date_of_birth", "age_band", ()),
        Change("email", "user.contact.email", None, ("category_not_permitted",)),
        Change("name", "user.name", None, ("category_not_permitted",)),
        Change("orders[].code", None, None, ("untagged",)),
        Change("shirt", None, None, ("untagged",)),
    )
    before = shop.filter("ada", "mail", customer(), Customer)
    assert before.record == {"orders": [{}]}
    shop.grant("ada", "mail")
    after = shop.filter("ada", "mail", customer(), Customer)
    assert after.record["email"] == "ada@example.com"
    assert len(after.record["name"]) == 64
    shop.withdraw("ada", "mail")
    assert "email" not in shop.filter("ada", "mail", customer(), Customer).record


def test_schemas_come_in_many_forms(shop: Engine) -> None:
    record = {"ip": "203.0.113.7", "email": "ada@example.com", "orders": [{"total": 3}]}
    left = {"ip": "203.0.113.0/24", "orders": [{"total": 3}]}
    document: dict[str, Any] = {
        "title": "visit",
        "properties": {
            "ip": {"x-placet": "user.device.ip_address"},
            "orders": {
                "items": {
                    "properties": {"total": {"x-placet": "user.financial.transaction"}}
                }
            },
        },
    }
    mapping = {
        "ip": "user.device.ip_address",
        "orders[].total": "user.financial.transaction",
    }
    for schema in (
        "visit",
        document,
        mapping,
        shop.schema("visit"),
        Schema("v", mapping),
    ):
        assert shop.filter("ada", "analytics", record, schema).record == left
    many = shop.filter_many("ada", "analytics", [record, record], "visit")
    assert [one.record for one in many] == [left, left]
    assert tags(document) == mapping
    assert repr(Schema("v", mapping)) == 'Schema("v", 2 fields)'


def test_what_is_left_is_new_and_what_is_given_stays(shop: Engine) -> None:
    record = {"ip": "203.0.113.7", "orders": [{"total": 3, "code": "X"}]}
    copy = json.loads(json.dumps(record))
    filtered = shop.filter("ada", "analytics", record, "visit")
    assert record == copy
    assert filtered.to_json() == (
        '{"changes":[{"category":"user.device.ip_address","path":"ip","reasons":[],"transform":"network"},'
        '{"category":null,"path":"orders[].code","reasons":["untagged"],"transform":null}],'
        '"record":{"ip":"203.0.113.0/24","orders":[{"total":3}]},"valid_until":null}'
    )
    assert isinstance(filtered, Filtered)
    assert isinstance(hash(filtered), int)


def test_what_was_filtered_is_plain_data(shop: Engine) -> None:
    # a name that is no part of the schema may say something of somebody: it is not kept
    named = {"ada@example.com": 1}
    first, second = (
        shop.filter("ada", "analytics", named, "visit").changes for _ in range(2)
    )
    assert first == second
    assert first is not second
    seen = shop.filter(
        "ada", "analytics", {"ip": "203.0.113.7", "email": "a@b"}, "visit"
    )
    again = shop.filter(
        "bob", "analytics", {"ip": "203.0.113.9", "email": "c@d"}, "visit"
    )
    # of records of one form, the changes are told with the same objects
    assert seen.changes is again.changes
    assert seen == again
    assert hash(seen) == hash(again)
    assert seen != shop.filter("ada", "analytics", {"email": "a@b"}, "visit")
    assert seen != seen.record
    assert pickle.loads(pickle.dumps(seen)) == seen
    assert Filtered(seen.record, seen.changes, seen.valid_until) == seen
    assert repr(seen).startswith(
        "Filtered(record={'ip': '203.0.113.0/24'}, changes=(Change("
    )
    match seen:
        case Filtered(record, changes, None):
            assert (record, changes) == (seen.record, seen.changes)
        case _:
            pytest.fail("it does not match")
    with pytest.raises(AttributeError):
        seen.record = {}  # type: ignore[misc]
    told = Filtered({"at": date(2026, 1, 2)}, (), "2026-01-01")
    until = '"valid_until":"2026-01-01T00:00:00Z"'
    assert told.to_json() == '{"changes":[],"record":{"at":"2026-01-02"},' + until + "}"
    strange = Change("ip", None, None, ("whim",))
    with pytest.raises(InvalidArgument, match="`whim` is no reason"):
        Filtered({}, (strange,), None).to_json()


def test_odd_records_end_well(shop: Engine) -> None:
    ring: dict[str, Any] = {}
    ring["ring"] = ring
    deep: Any = "203.0.113.7"
    for _ in range(10_000):
        deep = [deep]
    schema = {"ip": "user.device.ip_address", "raw": "user.device.type"}
    for value in (ring, deep, object(), float("nan"), b"bytes", {1, 2}):
        assert shop.filter("ada", "analytics", {"ip": value}, schema).record == {}
    # what is kept is kept as it is
    assert shop.filter("ada", "analytics", {"raw": ring}, schema).record == {
        "raw": ring
    }
    odd = {"ip": None, 3: "x", "\udcff": "y", "🙂": "z", "": 0, "a.b": 1}
    filtered = shop.filter("ada", "analytics", odd, schema)
    assert filtered.record == {"ip": None}
    assert [change.reasons for change in filtered.changes] == [("untagged",)] * 5


def test_faults_are_told(shop: Engine) -> None:
    record = {"ip": "203.0.113.7"}
    with pytest.raises(UnknownSchema, match="did you mean `visit`") as caught:
        shop.filter("ada", "analytics", record, "visits")
    assert caught.value.code == "unknown_schema"
    with pytest.raises(UnknownCategory, match=r"user\.device\.ip_address"):
        shop.filter("ada", "analytics", record, {"ip": "user.device.ip_addres"})
    with pytest.raises(UnknownPurpose):
        shop.filter("ada", "analytic", record, "visit")
    for schema, word in (
        ({}, "tags no field"),
        ({"a..b": "user.name"}, "no place"),
        (Node, "lies in itself"),
    ):
        with pytest.raises(InvalidArgument, match=word):
            shop.filter("ada", "analytics", record, schema)
    for wrong in ("text", 3, None, [record]):
        with pytest.raises(InvalidArgument, match="record"):
            shop.filter("ada", "analytics", wrong, "visit")
    with pytest.raises(TypeError, match="schema"):
        shop.filter("ada", "analytics", record, 3)
    with pytest.raises(InvalidArgument, match="16 bytes"):
        Engine.open(POLICY, "memory:", pseudonym_key=b"short")
    keyless = Engine.open(POLICY, "memory:")
    keyless.update("ada", birthdate="1990-05-01")
    keyless.grant("ada", "mail")
    with pytest.raises(InvalidArgument, match="pseudonyms"):
        keyless.filter("ada", "mail", customer(), Customer)


def test_a_field_is_tagged_once() -> None:
    @dataclass
    class Twice:
        name: Annotated[str, Tag("user.name"), Tag("user.contact.email")]

    # the types of a class in a function are found where it stands
    Twice.__annotations__ = {
        "name": Annotated[str, Tag("user.name"), Tag("user.contact.email")]
    }
    with pytest.raises(InvalidArgument, match="tagged twice"):
        tags(Twice)
