"""What a browser says with every request."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

import pytest
from starlette.datastructures import Headers

from conftest import adult

if TYPE_CHECKING:
    from collections.abc import Mapping

    from placet import Engine

USAGE = "analytics.product"


def lines(*values: str) -> Headers:
    """Headers of a request in which one is sent several times."""
    return Headers(raw=[(b"sec-gpc", value.encode()) for value in values])


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-gpc": "1"},
        {"SEC-GPC": " 1 ", "Cookie": "a=1", "DNT": "1"},
        {"Sec-GPC": "0", "sec-gpc": "1"},
        {"Sec-GPC": "1", "sec-gpc": "0"},
        {"sec-gpc": "0, 1"},
        MappingProxyType({"Sec-GPC": "1"}),
        lines("0", "1"),
        lines("1", "0"),
        lines("", "1"),
        lines("1", "1"),
    ],
)
def test_a_signal_is_heard_and_written_once(
    engine: Engine, headers: Mapping[str, str]
) -> None:
    adult(engine)
    assert engine.can_process("ada", USAGE)
    assert engine.apply_headers("ada", headers) is not None
    assert engine.decide("ada", USAGE).reason == "signal_opt_out"
    assert engine.apply_headers("ada", headers) is None


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"sec-gpc": "0"},
        {"sec-gpc": "11"},
        # two lines make no value of one
        lines("1 1"),
        lines("0", "0"),
        lines("", ""),
        # the policy has no such signal
        {"dnt": "1"},
    ],
)
def test_what_says_nothing_new_is_not_written(
    engine: Engine, headers: Mapping[str, str]
) -> None:
    adult(engine)
    assert engine.apply_headers("ada", headers) is None
    assert engine.can_process("ada", USAGE)
