"""A policy with rights, recipients, terms of law, controls and events."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from conftest import POLICY
from placet import Engine

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conftest import HandClock
    from placet import Due
    from placet.types import Instant

WHOLE = (
    POLICY
    + """
[purposes."essential.service.payment"]
basis = ["contract"]
categories = ["user.financial"]

[signals.tracking]
denies = ["analytics"]
string = "tcf"
bits = ["purpose:4"]

[signals.sale]
denies = ["marketing"]
string = "gpp"
bits = ["sale_opt_out"]

[recipients.mailer]
name = "Mailer"
role = "processor"
purposes = ["marketing.email"]
categories = ["user.contact.email"]
country = "DE"
agreement = "DPA-1"

[retention.usage]
categories = ["user.behavior"]
after = "collected"
keep = "P1Y"

[retention.invoices]
categories = ["user.financial"]
after = "collected"
keep = "P10Y"
floor = true

[rights.access]
deadline = "P30D"
verify = true

[rights.erase]
deadline = "P30D"
subjects = ["Delete my data"]

[rights.contest]
deadline = "P30D"

[breach]
authority = "PT72H"

[controls.penetration_test]
interval = "P1Y"

[events]
names = ["course_completed"]
"""
)

SALE_REFUSED = "DBACNY~CPXxRfAPXxRfAAfKABENB-CgAAAAAAAAAAYgAAAAAAAA~1YYN"
"""A GPP string that refuses a sale."""
SOME_PURPOSES = "COvFyGBOvFyGBAbAAAENAPCAAOAAAAAAAAAAAEEUACCKAAA"
"""A TC string that consents to the purposes 1 to 3, and refuses the others."""


def owed(engine: Engine, kind: str, at: Instant | None = None) -> list[Due]:
    """What is due of one kind."""
    return [due for due in engine.due(at) if due.kind == kind]


@pytest.fixture
def whole(clock: HandClock) -> Iterator[Engine]:
    """An engine in memory on which nothing has happened, with the whole policy."""
    with Engine.open(WHOLE, "memory:", clock=clock) as engine:
        yield engine
