"""Questions: plain, in full, on demand, and for many users."""

from __future__ import annotations

import copy
import json
import pickle
from datetime import date, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import pytest

from conftest import NOON, HandClock, adult
from placet import Context, Decision, Denied, Engine, Evidence, Obligation, Permit

if TYPE_CHECKING:
    from collections.abc import Callable


def allowed(engine: Engine) -> Decision:
    adult(engine)
    engine.grant("ada", "marketing.email")
    return engine.decide("ada", "marketing.email")


def test_the_plain_question_is_a_bool(engine: Engine) -> None:
    assert engine.can_process("ada", "marketing.email") is False
    adult(engine)
    engine.grant("ada", "marketing.email")
    assert engine.can_process("ada", "marketing.email") is True
    engine.withdraw("ada", "marketing.email")
    assert engine.can_process("ada", "marketing.email") is False


def test_many_users_are_answered_in_their_order(engine: Engine) -> None:
    adult(engine)
    engine.grant("ada", "marketing.email")
    users = ["eve", "ada", "bob", "ada"]
    expected = [False, True, False, True]
    sequences: list[list[str] | tuple[str, ...]] = [users, tuple(users)]
    for sequence in sequences:
        assert engine.can_process_many(sequence, "marketing.email") == expected
    assert engine.can_process_many([], "marketing.email") == []


def test_an_allowance_names_what_it_rests_on(engine: Engine) -> None:
    decision = allowed(engine)
    assert decision.allowed is True
    assert decision.purpose == "marketing.email"
    assert (decision.reason, decision.reasons, decision.would_deny) == (None, (), ())
    assert (decision.basis, decision.ground) == ("consent", "consent")
    assert decision.remedy is None
    assert decision.obligations == (Obligation("include_unsubscribe", None, None),)
    assert decision.evidence == Evidence(2, NOON)
    assert (decision.policy, decision.overlays) == ("shop@2024-10-01", ())
    assert decision.residence == "DE"
    assert decision.contact == {"privacy": "privacy@shop.example"}
    assert "`marketing.email` is allowed" in decision.text


def test_a_denial_names_reasons_and_remedy(engine: Engine) -> None:
    adult(engine)
    decision = engine.decide("ada", "marketing.email")
    assert decision.allowed is False
    assert decision.reason == "consent_missing"
    assert decision.reasons == ("consent_missing",)
    assert (decision.basis, decision.ground, decision.evidence) == (None, None, None)
    assert decision.remedy is not None
    assert decision.remedy.action == "ask_consent"
    assert decision.remedy.purpose == "marketing.email"
    assert decision.remedy.notice == "shop@2024-10-01"
    assert "ask the user for consent" in decision.remedy.text
    assert decision.remedy.text in decision.text


def test_a_decision_has_no_truth_value(engine: Engine) -> None:
    decision = allowed(engine)
    with pytest.raises(TypeError, match=r"decision\.allowed"):
        bool(decision)
    with pytest.raises(TypeError, match="can_process"):
        assert not decision


def test_a_decision_is_frozen(engine: Engine) -> None:
    decision = allowed(engine)
    with pytest.raises(AttributeError):
        decision.allowed = False  # type: ignore[misc]
    decision.contact["privacy"] = "changed"
    assert decision.contact == {"privacy": "privacy@shop.example"}
    with pytest.raises(TypeError):
        Decision()


def test_decisions_compare_by_what_they_say(engine: Engine) -> None:
    first = allowed(engine)
    second = engine.decide("ada", "marketing.email")
    assert first is not second
    assert first == second
    assert hash(first) == hash(second)
    assert first != engine.decide("ada", "marketing.phone")
    assert first != "consent"


def test_a_decision_shows_itself(engine: Engine) -> None:
    assert repr(allowed(engine)) == (
        "Decision(allowed=True, purpose='marketing.email', ground='consent', "
        "policy='shop@2024-10-01')"
    )
    assert repr(engine.decide("eve", "marketing.email")) == (
        "Decision(allowed=False, purpose='marketing.email', "
        "reasons=('consent_missing',), policy='shop@2024-10-01')"
    )


def test_a_decision_is_canonical_json(engine: Engine) -> None:
    for decision in (allowed(engine), engine.decide("eve", "marketing.email")):
        fields = decision.to_dict()
        assert decision.to_json() == json.dumps(
            fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False
        )
        assert fields["reasons"] == list(decision.reasons)
        assert "text" not in fields


def copied(decision: Decision) -> Decision:
    return copy.deepcopy(decision)


def pickled(decision: Decision) -> Decision:
    again = pickle.loads(pickle.dumps(decision))
    assert isinstance(again, Decision)
    return again


@pytest.mark.parametrize("again", [copied, pickled])
def test_a_decision_survives_copying_and_pickling(
    engine: Engine, again: Callable[[Decision], Decision]
) -> None:
    for decision in (allowed(engine), engine.decide("eve", "marketing.email")):
        other = again(decision)
        assert other == decision
        assert other.text == decision.text
        assert other.to_json() == decision.to_json()
        assert other.remedy == decision.remedy


def test_valid_until_is_an_aware_instant(engine: Engine) -> None:
    adult(engine)
    engine.grant("ada", "marketing.email", expires=date(2025, 3, 1))
    decision = engine.decide("ada", "marketing.email")
    assert decision.valid_until == datetime(2025, 3, 1, tzinfo=timezone.utc)
    assert decision.valid_until.utcoffset() == timedelta(0)


def test_a_context_is_a_mapping_or_keywords(engine: Engine) -> None:
    adult(engine)
    context: Context = {"categories": ["user.contact.phone_number"], "operation": "use"}
    by_mapping = engine.decide("ada", "marketing.email", context)
    by_keywords = engine.decide(
        "ada",
        "marketing.email",
        categories=("user.contact.phone_number",),
        operation="use",
    )
    mixed = engine.decide(
        "ada",
        "marketing.email",
        {"operation": "use"},
        categories=["user.contact.phone_number"],
    )
    assert by_mapping == by_keywords == mixed
    assert by_mapping.reasons == ("category_not_permitted", "consent_missing")


def test_nothing_in_a_context_is_as_none(engine: Engine) -> None:
    plain = engine.decide("ada", "marketing.email")
    assert engine.decide("ada", "marketing.email", None) == plain
    assert engine.decide("ada", "marketing.email", {}) == plain
    empty: Any = {"operation": None, "categories": [], "at": None}
    assert engine.decide("ada", "marketing.email", empty) == plain


def test_a_question_can_be_for_another_instant(engine: Engine) -> None:
    before = engine.decide("ada", "marketing.email", at=date(2024, 9, 30))
    assert before.reason == "policy_not_in_force"
    assert before.policy is None
    berlin = timezone(timedelta(hours=2))
    first = datetime(2024, 10, 1, 2, tzinfo=berlin)
    assert engine.decide("ada", "marketing.email", at=first).policy is not None
    just_before = first - timedelta(microseconds=1)
    assert engine.decide("ada", "marketing.email", at=just_before).policy is None


def test_a_demand_gives_a_permit(engine: Engine, clock: HandClock) -> None:
    allowed(engine)
    permit = engine.require("ada", "marketing.email", operation="use")
    assert (permit.user, permit.purpose) == ("ada", "marketing.email")
    assert permit.issued_at == NOON
    assert permit.expires_at == NOON + timedelta(minutes=1)
    assert permit.policy == "shop@2024-10-01"
    assert permit.context == {"operation": "use"}
    clock.forward(timedelta(seconds=30))
    assert engine.recheck(permit).issued_at == NOON


def test_a_permit_travels(engine: Engine) -> None:
    allowed(engine)
    permit = engine.require(
        "ada", "marketing.email", categories=["user.contact.email"], at=NOON
    )
    for other in (
        Permit.from_json(permit.to_json()),
        pickle.loads(pickle.dumps(permit)),
        copy.copy(permit),
    ):
        assert other == permit
        assert other.context == {"categories": ["user.contact.email"], "at": NOON}
        assert engine.recheck(other) == permit
    assert "marketing.email" in repr(permit)
    assert "ada" not in repr(permit)


def test_a_withdrawal_ends_a_permit(engine: Engine) -> None:
    allowed(engine)
    permit = engine.require("ada", "marketing.email")
    engine.withdraw("ada", "marketing.email")
    with pytest.raises(Denied) as caught:
        engine.recheck(permit)
    assert caught.value.decision.reason == "consent_withdrawn"


def test_a_denied_demand_carries_the_decision(engine: Engine) -> None:
    with pytest.raises(Denied, match="consent_missing") as caught:
        engine.require("eve", "marketing.email")
    assert caught.value.code == "denied"
    assert caught.value.decision == engine.decide("eve", "marketing.email")
