"""A policy, a clock that stands still, and engines on them."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest

from placet import Engine

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

POLICY = """
[policy]
id = "shop"
version = "2024-10-01"
effective_from = 2024-10-01
next_review = 2026-10-01
contact = { privacy = "privacy@shop.example" }

[purposes."essential.service.account"]
basis = ["contract"]
categories = ["user.contact"]

[purposes."marketing.email"]
basis = ["consent"]
categories = ["user.contact.email"]
obligations = ["include_unsubscribe"]

[purposes."marketing.phone"]
basis = ["consent"]
categories = ["user.contact.phone_number"]

[purposes."analytics.product"]
basis = ["legitimate_interest"]
categories = ["user.behavior.usage"]

[age]
minimum = 14
unknown = "allow"
below_minimum = "guardian"

[groups]
communications = ["marketing"]

[notices.terms]
purposes = ["essential.service.account"]

[restriction]
grounds = ["accuracy_contested"]

[signals.gpc]
denies = ["analytics"]
"""

NOON = datetime(2025, 1, 15, 12, tzinfo=timezone.utc)


class HandClock:
    """A clock that goes when it is told to."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now

    def forward(self, step: timedelta) -> None:
        self.now += step


@pytest.fixture
def clock() -> HandClock:
    """A clock that stands at noon."""
    return HandClock()


@pytest.fixture
def engine(clock: HandClock) -> Iterator[Engine]:
    """An engine in memory on which nothing has happened."""
    with Engine.open(POLICY, "memory:", clock=clock) as engine:
        yield engine


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """The path of a store that is not there yet."""
    return tmp_path / "ledger.sqlite"


def adult(engine: Engine, user: str = "ada") -> None:
    """Make a user known as an adult with an account."""
    engine.update(user, account="active", birthdate="1990-05-01", residence="DE")
