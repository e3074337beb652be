"""What is done with data: events, collections, disclosures, audits, disposals."""

from __future__ import annotations

import copy
import pickle
from datetime import date, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any, get_type_hints

import pytest

from conftest import NOON, adult
from placet import (
    Check,
    Context,
    Denied,
    Engine,
    InvalidArgument,
    Obligation,
    Permit,
    Receipt,
    Refused,
    UnknownCategory,
)
from placet.types import ContextOfDisclosure
from whole import owed, whole

if TYPE_CHECKING:
    from placet.types import Words

__all__ = ["whole"]

FULL: Context = {
    "categories": ["user.contact.email"],
    "operation": "share",
    "source": "direct",
    "provider": "a friend",
    "origin": "mail 7",
    "collection_point": "contest:42",
    "reference": "42",
    "inputs": ["user.behavior.usage"],
    "linked": True,
    "form": "aggregated",
    "group_size": 12,
    "recipient": "mailer",
    "destination": "DE",
    "mechanism": "scc",
    "technology": "cookie.first",
    "lifetime": "P1Y",
    "set_at": NOON,
    "device": "mobile",
    "content": "news",
    "channel": "https",
    "actor": "support",
    "attests": {"encryption": True, "mfa": False},
    "instrument": "order-1",
    "justification": "the order names it",
    "effect": "minor",
    "decision": "7",
    "role": "own",
    "surface": "site",
    "initiated_by": "user",
    "at": NOON,
}
"""A context that says everything that can be said."""


def test_a_context_says_all_that_core_reads(engine: Engine) -> None:
    assert set(FULL) == set(get_type_hints(Context))
    assert set(get_type_hints(ContextOfDisclosure)) == set(FULL) - {"recipient"}
    with pytest.raises(InvalidArgument) as caught:
        engine.decide("ada", "marketing.email", {"?": 1})  # type: ignore[arg-type]
    assert str(caught.value).endswith(f"it may hold: {', '.join(FULL)}")


def test_a_permit_carries_the_whole_context(engine: Engine) -> None:
    adult(engine)
    engine.grant("ada", "marketing.email")
    context: Context = {
        "categories": ("user.contact.email",),
        "inputs": ["user.contact.email"],
        "linked": False,
        "group_size": 0,
        "set_at": "2025-01-01",
        "attests": {"mfa": True, "encryption": False},
        "channel": "https",
        "source": "direct",
    }
    permit = engine.require("ada", "marketing.email", context)
    said = {
        **context,
        "categories": ["user.contact.email"],
        "set_at": datetime(2025, 1, 1, tzinfo=timezone.utc),
    }
    for other in (
        permit,
        Permit.from_json(permit.to_json()),
        pickle.loads(pickle.dumps(permit)),
        copy.copy(permit),
    ):
        assert other.context == said
        assert engine.recheck(other) == permit


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("attests", {"mfa": 1}, "attests.*bool"),
        ("attests", ["mfa"], "attests.*mapping"),
        ("attests", {1: True}, "attests.*keys"),
        ("inputs", "user.contact", "inputs"),
        ("linked", 1, "linked.*bool"),
        ("group_size", "12", "group_size.*int"),
        ("group_size", 1.5, "group_size.*int"),
        ("set_at", 7, "set_at.*aware datetime"),
        ("channel", b"https", "channel.*str"),
    ],
)
def test_a_field_has_its_type(
    engine: Engine, field: str, value: object, words: str
) -> None:
    given: Any = {field: value}
    for call in (engine.decide, engine.collect, engine.audit, engine.explain):
        with pytest.raises(TypeError, match=words):
            call("ada", "marketing.email", **given)
        with pytest.raises(TypeError, match=words):
            call("ada", "marketing.email", given)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("group_size", -1, "number of people"),
        ("group_size", 2**32, "number of people"),
        ("set_at", datetime(2025, 1, 1), "time zone"),
        ("source", "drect", "did you mean `direct`"),
        ("effect", "huge", "minor"),
        ("role", "owner", "own"),
        ("lifetime", "a year", "P1Y"),
        ("attests", {"\ud83d": True}, "surrogate"),
    ],
)
def test_a_field_can_be_meant(
    engine: Engine, field: str, value: object, words: str
) -> None:
    given: Any = {field: value}
    with pytest.raises(InvalidArgument, match=words) as caught:
        engine.decide("ada", "marketing.email", given)
    assert caught.value.argument == field


def test_a_decision_names_the_surplus(engine: Engine) -> None:
    adult(engine)
    engine.grant("ada", "marketing.email")
    wanted = ["user.contact.email", "user.financial", "user.name"]
    decision = engine.decide("ada", "marketing.email", categories=wanted)
    assert decision.reasons == ("category_not_permitted",)
    assert decision.surplus == ("user.financial", "user.name")
    assert decision.to_dict()["surplus"] == list(decision.surplus)
    assert pickle.loads(pickle.dumps(decision)).surplus == decision.surplus
    assert engine.decide("ada", "marketing.email").surplus == ()


def test_a_choice_reaches_one_channel(whole: Engine) -> None:
    adult(whole)
    whole.grant("ada", "marketing.email")
    whole.opt_out("ada", "marketing.email", channel="push")
    assert whole.can_process("ada", "marketing.email")
    pushed = whole.decide("ada", "marketing.email", channel="push")
    assert pushed.reason == "opted_out"
    whole.opt_in("ada", "marketing.email", channel="push")
    assert whole.decide("ada", "marketing.email", channel="push").allowed


def test_a_choice_reaches_one_recipient_or_country(whole: Engine) -> None:
    adult(whole)
    whole.grant("ada", "marketing.email")
    whole.withdraw("ada", "marketing.email", destination="FR")
    whole.object_to("ada", "marketing.email", recipient="mailer")
    assert whole.can_process("ada", "marketing.email")
    french = whole.decide("ada", "marketing.email", destination="FR")
    assert french.reason == "consent_withdrawn"
    mailed = whole.decide("ada", "marketing.email", recipient="mailer")
    assert "objected" in mailed.reasons
    scopes = [entry.details.get("scope") for entry in whole.history("ada")[2:]]
    assert scopes[0] == {"channel": None, "recipient": None, "destination": "FR"}
    with pytest.raises(TypeError):
        whole.grant("ada", "marketing.email", channel=7)  # type: ignore[arg-type]


def test_an_event_is_recorded(whole: Engine) -> None:
    day = date(2025, 1, 2)
    details: Words = {"grade": 3, "passed": True, "on": day, "at": NOON, "x": "y"}
    receipt = whole.record(
        "ada",
        "course_completed",
        reference="rust-1",
        on=day,
        details=details,
    )
    assert receipt == Receipt(1, NOON, ())
    (entry,) = whole.history("ada")
    assert (entry.act, entry.details["reference"]) == ("record", "rust-1")
    assert entry.details["on"] == datetime(2025, 1, 2, tzinfo=timezone.utc)
    assert entry.details["details"] == {
        "grade": "3",
        "passed": "true",
        "on": "2025-01-02",
        "at": "2025-01-15T12:00:00Z",
        "x": "y",
    }


def test_an_event_is_a_known_one(whole: Engine) -> None:
    for event, words in (
        ("course_complete", "did you mean `course_completed`?"),
        ("", "event"),
        ("🎓", "event"),
    ):
        with pytest.raises(InvalidArgument, match=words) as caught:
            whole.record("ada", event)
        assert caught.value.argument == "event"
    with pytest.raises(TypeError, match=r"details.*str, bool, int, date"):
        whole.record("ada", "last_active", details={"x": 1.5})  # type: ignore[dict-item]
    with pytest.raises(InvalidArgument, match="time zone"):
        whole.record("ada", "last_active", details={"x": datetime(2025, 1, 1)})
    assert whole.verify().events == 0


def test_an_event_closes_the_account(whole: Engine) -> None:
    adult(whole)
    assert whole.can_process("ada", "essential.service.account")
    whole.record("ada", "account_closed")
    assert not whole.can_process("ada", "essential.service.account")
    whole.record("ada", "account_reopened")
    assert whole.can_process("ada", "essential.service.account")


def test_a_collection_is_kept_on_record(whole: Engine) -> None:
    adult(whole)
    context: Context = {"categories": ["user.contact"], "source": "direct"}
    receipt = whole.collect("ada", "essential.service.account", context, reference="r")
    assert receipt.position == 2
    data = whole.history("ada")[1].details["data"]
    assert (data["categories"], data["source"]) == (["user.contact"], "direct")
    assert data["reference"] == "r"


def test_a_denied_collection_is_not(whole: Engine) -> None:
    adult(whole)
    with pytest.raises(Denied) as caught:
        whole.collect("ada", "marketing.email", categories=["user.contact.email"])
    assert caught.value.decision.reasons == ("consent_missing",)
    with pytest.raises(InvalidArgument, match="say what is collected"):
        whole.collect("ada", "essential.service.account")
    with pytest.raises(UnknownCategory, match="did you mean"):
        whole.collect("ada", "essential.service.account", categories=["user.contct"])
    assert whole.verify().events == 1


def test_a_disclosure_is_kept_on_record(whole: Engine) -> None:
    adult(whole)
    whole.grant("ada", "marketing.email")
    email: Context = {"categories": ["user.contact.email"]}
    receipt = whole.disclose("ada", "marketing.email", "mailer", email)
    kinds = [(one.kind, one.subject) for one in receipt.obligations]
    assert kinds == [
        ("include_unsubscribe", None),
        ("use_only_for", "marketing.email"),
    ]
    (row,) = whole.report("disclosures", "ada")["disclosures"]
    assert row["recipient"] == "mailer"
    again = whole.disclose(
        "ada", "marketing.email", recipient="mailer", categories=["user.contact.email"]
    )
    assert again.position == receipt.position + 1


def test_a_denied_disclosure_is_not(whole: Engine) -> None:
    adult(whole)
    whole.grant("ada", "marketing.email")
    for recipient in ("malier", "", "📮"):
        with pytest.raises(Denied) as caught:
            whole.disclose("ada", "marketing.email", recipient)
        assert "recipient_unlisted" in caught.value.decision.reasons
    with pytest.raises(TypeError, match="recipient"):
        whole.disclose("ada", "marketing.email")  # type: ignore[call-arg]
    assert whole.verify().events == 2


def test_an_audited_decision_has_a_number(whole: Engine) -> None:
    adult(whole)
    decision, receipt = whole.audit("ada", "analytics.product", effect="significant")
    asked = whole.decide("ada", "analytics.product", effect="significant")
    assert decision == asked
    assert receipt == Receipt(2, NOON, ())
    denied, _ = whole.audit("ada", "marketing.email")
    assert denied.reason == "consent_missing"
    entry = whole.history("ada")[2]
    assert (entry.act, entry.details["reasons"]) == ("audit", ["consent_missing"])
    case = whole.request("ada", "contest", decision=receipt.position)
    assert case.decision == "2"
    for wrong in (1, "two", "", 10**30):
        with pytest.raises(InvalidArgument) as caught:
            whole.request("ada", "contest", decision=wrong)
        assert caught.value.argument == "decision"
    with pytest.raises(TypeError, match=r"decision.*int or a str"):
        whole.request("ada", "contest", decision=2.0)  # type: ignore[arg-type]


def test_every_check_tells_what_it_found(whole: Engine) -> None:
    adult(whole)
    decision, checks = whole.explain("ada", "marketing.email", surface="kiosk")
    assert decision == whole.decide("ada", "marketing.email", surface="kiosk")
    assert len(checks) == 11
    assert checks[0].name == "in_force"
    failed = {check.name: check.reasons for check in checks if check.found == "failed"}
    assert failed == {"basis": ("consent_missing",)}
    basis = next(check for check in checks if check.name == "basis")
    assert isinstance(basis, Check)
    assert basis.title == "legal basis and notices"
    assert len(basis.texts) == 1
    assert (basis.why, hash(basis)) == (None, hash(copy.copy(basis)))
    whole.erase("ada")
    _, checks = whole.explain("ada", "marketing.email")
    assert {check.found for check in checks} == {"failed", "not_reached"}
    assert all(check.why for check in checks if check.found == "not_reached")
    assert whole.verify().events == 2


def test_a_hold_keeps_what_it_names(whole: Engine) -> None:
    adult(whole)
    whole.hold("ada", "suit", "a claim", categories=["user.contact"])
    kept = {t.subject: t.reason for t in whole.erasure_plan("ada") if t.kind == "keep"}
    assert kept["user.contact"] == "legal_hold"
    whole.release("ada", "suit")
    plan = whole.erasure_plan("ada")
    assert "legal_hold" not in {task.reason for task in plan}
    with pytest.raises(InvalidArgument, match="no hold") as caught:
        whole.release("ada", "suit")
    assert caught.value.argument == "hold"


def test_a_hold_has_a_name_and_a_reason(whole: Engine) -> None:
    adult(whole)
    for hold, reason in (("", "a claim"), ("suit", " ")):
        with pytest.raises(Refused) as caught:
            whole.hold("ada", hold, reason)
        assert caught.value.reason == "ground_missing"
    with pytest.raises(UnknownCategory):
        whole.hold("ada", "suit", "a claim", categories=["user.contct"])
    with pytest.raises(TypeError, match="categories"):
        whole.hold("ada", "suit", "a claim", categories="user.contact")
    with pytest.raises(InvalidArgument):
        whole.hold("stranger", "suit", "a claim")
    assert whole.verify().events == 1


def test_what_is_over_is_disposed_of(whole: Engine) -> None:
    adult(whole)
    usage: Context = {"categories": ["user.behavior.usage"], "source": "observed"}
    whole.collect("ada", "analytics.product", usage)
    later = NOON + timedelta(days=400)
    (due,) = owed(whole, "disposal", later)
    assert (due.kind, due.user, due.subject) == ("disposal", "ada", "usage")
    assert (due.action, due.overdue, due.since) == ("delete", True, NOON)
    assert due.due.utcoffset() == timedelta(0)
    assert owed(whole, "disposal") == []
    whole.dispose("ada", "usage", at=later)
    assert whole.history("ada")[-1].details["method"] == "delete"
    assert owed(whole, "disposal", later) == []


def test_a_term_of_law_goes_before_a_disposal(whole: Engine) -> None:
    adult(whole)
    whole.collect("ada", "essential.service.payment", categories=["user.financial"])
    with pytest.raises(Refused) as caught:
        whole.dispose("ada", "invoices")
    assert caught.value.reason == "restricted"
    for rule, method, argument, words in (
        ("usge", "delete", "rule", "did you mean `usage`?"),
        ("", "delete", "rule", "rule"),
        ("usage", "burn", "method", "anonymise"),
    ):
        with pytest.raises(InvalidArgument, match=words) as wrong:
            whole.dispose("ada", rule, method=method)
        assert wrong.value.argument == argument
    receipt = whole.erase("ada")
    assert receipt.obligations == ()
    (erased,) = (entry for entry in whole.history("ada") if entry.act == "erase")
    (kept,) = erased.details["kept"]
    assert kept["until"] == datetime(2035, 1, 16, tzinfo=timezone.utc)


def test_an_obligation_of_a_disclosure_is_one(whole: Engine) -> None:
    adult(whole)
    whole.grant("ada", "marketing.email")
    whole.disclose("ada", "marketing.email", "mailer")
    told = Obligation("notify_recipient", "mailer", None)
    assert told in whole.erase("ada").obligations
