"""Logs without personal data, and the helper for tests of applications."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass, field
from typing import Annotated, Any

import pytest

from placet import Guarded, Tag
from placet.logging import RedactingFormatter
from placet.testing import assert_tagged
from test_declared import POLICY, Item


@dataclass
class Customer:
    """A customer."""

    email: Annotated[str, Tag("user.contact.email")]
    shirt: str = "M"
    bought: list[Item] = field(default_factory=list)


class AsJson(logging.Formatter):
    """A formatter of an application."""

    def format(self, record: logging.LogRecord) -> str:
        said = {"said": record.getMessage()}
        return json.dumps(
            {
                **said,
                **{
                    k: str(v)
                    for k, v in vars(record).items()
                    if k in ("email", "order")
                },
            }
        )


def logged(message: Any, *args: Any, formatter: logging.Formatter, **extra: Any) -> str:
    record = logging.getLogger("shop").makeRecord(
        "shop", logging.INFO, __file__, 1, message, args, None, extra=extra
    )
    before = dict(vars(record))
    text = formatter.format(record)
    assert before == dict(vars(record))
    return text


def test_tagged_values_are_not_written() -> None:
    formatter = RedactingFormatter(
        Customer, {"orders[].card": "user.financial.payment_card"}
    )
    ada = Customer("ada@example.com", "L", [Item(price=3, code="x")])
    shown = (
        "Customer(email=<user.contact.email>, shirt=<untagged>,"
        " bought=['Item(price=<user.financial.transaction>, code=<untagged>)'])"
    )
    assert logged("%s bought", ada, formatter=formatter) == f"{shown} bought"
    assert logged(ada, formatter=formatter) == shown
    assert (
        logged(
            "%(email)s %(page)s",
            {"email": "ada@example.com", "page": "/"},
            formatter=formatter,
        )
        == "<user.contact.email> /"
    )
    assert (
        logged("%s", [{"card": "4111", "n": 1}], formatter=formatter)
        == "[{'card': '<user.financial.payment_card>', 'n': 1}]"
    )
    guarded = Guarded("ada", ["user.name"], "Ada")
    assert logged("%s %d", guarded, 7, formatter=formatter) == "Guarded(user.name) 7"
    ring: dict[str, Any] = {}
    ring["ring"] = ring
    assert "…" in logged("%s", ring, formatter=formatter)


def test_another_formatter_writes() -> None:
    formatter = RedactingFormatter(Customer, formatter=AsJson())
    text = logged("signed up", formatter=formatter, email="ada@example.com", order=7)
    assert json.loads(text) == {
        "said": "signed up",
        "email": "<user.contact.email>",
        "order": "7",
    }


def test_a_field_without_a_tag_fails_a_test() -> None:
    assert_tagged(POLICY, {"ip": "user.device.ip_address"})
    with pytest.raises(AssertionError, match=r"Customer\.shirt: untagged_field"):
        assert_tagged(POLICY, Customer)
    assert_tagged(POLICY, Item, ignore=["untagged_field"])
    with pytest.raises(ValueError, match="no rule `untagged`"):
        assert_tagged(POLICY, Item, ignore=["untagged"])
