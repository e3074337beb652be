"""Acts: what they record, what they leave, and what they change."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest

from conftest import NOON, HandClock, adult
from placet import Engine, Obligation, Receipt, Refused, Verification

if TYPE_CHECKING:
    from collections.abc import Callable

    from placet.types import Signals


def test_a_receipt_says_where_and_when(engine: Engine, clock: HandClock) -> None:
    first = engine.update("ada", account="active", birthdate=date(1990, 5, 1))
    assert first == Receipt(1, NOON, ())
    clock.forward(timedelta(milliseconds=250))
    second = engine.grant("ada", "marketing.email")
    assert second == Receipt(2, NOON + timedelta(milliseconds=250), ())
    assert second.at.utcoffset() == timedelta(0)


def test_a_receipt_names_what_is_due(engine: Engine) -> None:
    receipt = engine.update("kit", age=12)
    assert receipt.obligations == (Obligation("erase", None, NOON),)


def test_instants_come_in_many_forms(engine: Engine) -> None:
    adult(engine)
    later = timezone(timedelta(hours=5, minutes=30))
    for at in (
        datetime(2025, 1, 15, 18, tzinfo=later),
        "2025-01-15T12:30:00Z",
        "2025-01-15T14:00:00+01:00",
    ):
        assert engine.grant("ada", "marketing.email", at=at).at >= NOON
    assert engine.grant("ada", "marketing.email", at=date(2025, 1, 16)).at == datetime(
        2025, 1, 16, tzinfo=timezone.utc
    )


def test_fractions_below_a_millisecond_are_dropped(engine: Engine) -> None:
    at = NOON.replace(microsecond=1999)
    assert engine.update("ada", age=30, at=at).at == NOON.replace(microsecond=1000)
    old = datetime(1969, 12, 31, 23, 59, 59, 999_500, tzinfo=timezone.utc)
    assert engine.update("eve", age=30, at=old).at == old.replace(microsecond=999_000)


def test_a_consent_ends(engine: Engine, clock: HandClock) -> None:
    adult(engine)
    engine.grant("ada", "marketing.email", expires=NOON + timedelta(days=1))
    assert engine.can_process("ada", "marketing.email")
    clock.forward(timedelta(days=1))
    assert engine.decide("ada", "marketing.email").reason == "consent_expired"


def test_only_an_explicit_consent_serves(engine: Engine) -> None:
    adult(engine)
    engine.grant("ada", "marketing.email", kind="implied")
    assert engine.decide("ada", "marketing.email").reason == "consent_not_explicit"
    engine.grant("ada", "marketing.email", kind="explicit", notice="2024-10-01")
    assert engine.can_process("ada", "marketing.email")


def test_a_group_is_withdrawn_at_once(engine: Engine) -> None:
    adult(engine)
    engine.grant("ada", "marketing")
    assert engine.can_process("ada", "marketing")
    engine.withdraw("ada", "communications", method="settings")
    assert not engine.can_process("ada", "marketing.email")
    assert not engine.can_process("ada", "marketing.phone")


def test_opting_out_and_in(engine: Engine) -> None:
    adult(engine)
    assert engine.can_process("ada", "analytics.product")
    engine.opt_out("ada", "analytics.product", method="link")
    assert engine.decide("ada", "analytics.product").reason == "opted_out"
    engine.opt_in("ada", "analytics.product")
    assert engine.can_process("ada", "analytics.product")


def test_an_objection_is_overruled(engine: Engine) -> None:
    adult(engine)
    engine.object_to("ada", "analytics.product", ground="particular situation")
    assert engine.decide("ada", "analytics.product").reason == "objected"
    engine.overrule_objection("ada", "analytics.product", "defence of a claim")
    assert engine.can_process("ada", "analytics.product")


def test_a_restriction_is_lifted(engine: Engine) -> None:
    adult(engine)
    engine.restrict("ada", ground="accuracy_contested")
    assert engine.decide("ada", "analytics.product").reason == "restricted"
    engine.lift_restriction("ada")
    assert engine.can_process("ada", "analytics.product")
    engine.restrict("ada", "analytics", ground="accuracy_contested")
    assert not engine.can_process("ada", "analytics.product")
    assert engine.can_process("ada", "essential.service.account")
    engine.lift_restriction("ada", "analytics")
    assert engine.can_process("ada", "analytics.product")


def test_a_notice_is_acknowledged(engine: Engine) -> None:
    adult(engine)
    account = "essential.service.account"
    shown = (Obligation("show_notice", "terms", None),)
    assert engine.decide("ada", account).obligations == shown
    engine.acknowledge("ada", "terms")
    assert engine.decide("ada", account).obligations == ()
    engine.acknowledge("ada", "2024-10-01", agrees=False, method="dialogue")
    assert engine.decide("ada", account).reason == "policy_not_accepted"


def test_a_guardian_acts_for_a_child(engine: Engine) -> None:
    engine.update("kit", account="active", age_range=(11, 13), residence="DE")
    engine.link_guardian("kit", "pat", status="pending")
    engine.grant("kit", "marketing.email", by="pat")
    reasons = engine.decide("kit", "marketing.email").reasons
    assert "parental_consent_unverified" in reasons
    engine.link_guardian("kit", "pat", method="card", evidence="case 7")
    decision = engine.decide("kit", "marketing.email")
    assert (decision.allowed, decision.ground) == (True, "parental_consent")
    engine.unlink_guardian("kit", "pat")
    assert not engine.can_process("kit", "marketing.email")


@pytest.mark.parametrize("age_range", [(18, None), (18,), [18, 30]])
def test_an_age_range_may_be_open(
    engine: Engine, age_range: tuple[int | None, ...]
) -> None:
    engine.update("ada", age_range=age_range, residence="DE", assurance="verified")
    engine.grant("ada", "marketing.email")
    assert engine.can_process("ada", "marketing.email")


@pytest.mark.parametrize(
    ("on", "off"),
    [({"gpc": "1"}, {"gpc": "0"}), ({"gpc": True}, {"gpc": False}), ({"gpc": 1}, {})],
)
def test_a_signal_is_on_or_off(engine: Engine, on: Signals, off: Signals) -> None:
    adult(engine)
    engine.apply_signals("ada", on)
    assert engine.decide("ada", "analytics.product").reason == "signal_opt_out"
    if off:
        engine.apply_signals("ada", off)
        assert engine.can_process("ada", "analytics.product")


def test_history_tells_what_happened(engine: Engine) -> None:
    adult(engine)
    end = NOON + timedelta(days=30)
    engine.grant("ada", "marketing.email", expires=end, method="form")
    engine.object_to("ada", "marketing.email")
    engine.apply_signals("ada", {"gpc": True})
    history = engine.history("ada")
    acts = ["update", "grant", "object_to", "apply_signals"]
    assert [entry.act for entry in history] == acts
    assert [entry.position for entry in history] == [1, 2, 3, 4]
    grant = history[1]
    assert (grant.user, grant.at, grant.policy) == ("ada", NOON, "shop@2024-10-01")
    assert grant.details["purposes"] == ["marketing.email"]
    assert grant.details["notice"] == "2024-10-01"
    assert grant.details["expires"] == end
    assert grant.details["method"] == "form"
    assert len(grant.hash) == 64
    assert engine.history("stranger") == []


def test_an_erased_user_is_gone(engine: Engine) -> None:
    adult(engine)
    adult(engine, "eve")
    engine.erase("ada")
    assert engine.decide("ada", "marketing.email").reason == "erased"
    assert [entry.act for entry in engine.history("ada")] == ["erase"]
    with pytest.raises(Refused) as caught:
        engine.grant("ada", "marketing.email")
    assert caught.value.reason == "erased"
    assert engine.can_process("eve", "analytics.product")
    verified = engine.verify()
    assert isinstance(verified, Verification)
    assert (verified.events, verified.users, len(verified.head)) == (3, 2, 64)


def test_reports_are_dicts(engine: Engine) -> None:
    adult(engine)
    engine.acknowledge("ada", "2024-10-01")
    policy = engine.report("policy")
    assert (policy["id"], policy["version"]) == ("shop", "2024-10-01")
    assert engine.report("bases")["purposes"]["marketing.email"] == ["consent"]
    assert engine.report("notices", "ada")["acknowledged"][0]["agrees"] is True
    assert engine.report("notices")["users"] == 1
    assert engine.report("differences") == {}


def refused(call: Callable[[], object]) -> tuple[str, str]:
    with pytest.raises(Refused) as caught:
        call()
    return caught.value.reason, str(caught.value)


def test_a_refusal_has_a_reason_and_records_nothing(engine: Engine) -> None:
    adult(engine)
    engine.update("kit", age=12, residence="DE")
    account = "essential.service.account"
    for call, reason, words in (
        (lambda: engine.opt_out("ada", account), "non_optional", "needed"),
        (lambda: engine.restrict("ada"), "ground_missing", "accuracy_contested"),
        (
            lambda: engine.overrule_objection("ada", "analytics", " "),
            "ground_missing",
            "reason",
        ),
        (
            lambda: engine.withdraw("ada", "marketing", by="pat"),
            "actor_not_authorized",
            "link the guardian",
        ),
        (
            lambda: engine.grant("kit", "marketing.email"),
            "parental_consent_missing",
            "guardian",
        ),
    ):
        code, message = refused(call)
        assert code == reason
        assert words in message
    assert engine.verify().events == 2
