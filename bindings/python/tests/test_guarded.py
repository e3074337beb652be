"""Values that know what they may be used for."""

from __future__ import annotations

import logging
import pickle
from typing import TYPE_CHECKING

import pytest

from placet import Denied, Engine, Guarded, InvalidArgument

if TYPE_CHECKING:
    from placet import Permit

POLICY = """
[policy]
id = "shop"
version = "1"
effective_from = 2021-01-01
contact = { privacy = "privacy@shop.test" }

[purposes.mail]
basis = ["legitimate_interest"]
categories = ["user.contact", "user.name", "user.device"]

[rules.short]
categories = ["user.device.ip_address"]
transform = "network"
"""


@pytest.fixture
def shop() -> Engine:
    return Engine.open(POLICY, "memory:")


def permit(shop: Engine, user: str, *categories: str) -> Permit:
    return shop.require(user, "mail", categories=list(categories))


def test_a_permit_opens_what_it_was_given_for(shop: Engine) -> None:
    email = Guarded("ada", ["user.contact.email"], "ada@example.com")
    good = permit(shop, "ada", "user.contact")
    assert email.open(shop, good) == "ada@example.com"
    for wrong in (permit(shop, "ada"), permit(shop, "bob", "user.contact")):
        with pytest.raises(InvalidArgument) as caught:
            email.open(shop, wrong)
        assert caught.value.argument == "permit"
    address = Guarded("ada", ["user.device.ip_address"], "203.0.113.7")
    with pytest.raises(InvalidArgument, match="only as `network`"):
        address.open(shop, permit(shop, "ada", "user.device"))
    shop.opt_out("ada", "mail")
    with pytest.raises(Denied):
        email.open(shop, good)


def test_what_is_shown_is_never_the_value(
    shop: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    email = Guarded("ada", ["user.contact.email"], "ada@example.com")
    whole = email.map(str.upper).join(
        Guarded("bob", ["user.name"], "Bob"), lambda a, b: f"{a}{b}"
    )
    with caplog.at_level(logging.INFO):
        logging.getLogger("shop").info("sent to %s and %r", email, whole)
    assert caplog.messages == [
        "sent to Guarded(user.contact.email) and Guarded(user.contact.email, user.name)"
    ]
    with pytest.raises(TypeError, match="pickled"):
        pickle.dumps(email)
    assert whole.tags == {
        "ada": frozenset({"user.contact.email"}),
        "bob": frozenset({"user.name"}),
    }
    one = permit(shop, "ada", "user.contact.email")
    with pytest.raises(InvalidArgument, match="`bob`"):
        whole.open(shop, one)
    other = permit(shop, "bob", "user.name")
    assert whole.open(shop, one, other) == "ADA@EXAMPLE.COMBob"
