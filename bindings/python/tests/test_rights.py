"""Rights: cases, copies that travel, erasure, and visitors who turn out to be users."""

from __future__ import annotations

import copy
import json
from datetime import date, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import pytest

from conftest import NOON, HandClock, adult
from placet import (
    Case,
    Engine,
    InvalidArgument,
    Receipt,
    Refused,
    Task,
    UnknownCategory,
    UnknownPurpose,
)
from whole import SOME_PURPOSES, WHOLE, owed, whole

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["whole"]


def refused(call: Callable[[], object]) -> str:
    with pytest.raises(Refused) as caught:
        call()
    return caught.value.reason


def invalid(call: Callable[[], object], argument: str, *words: str) -> None:
    with pytest.raises(InvalidArgument) as caught:
        call()
    assert caught.value.argument == argument
    for word in words:
        assert word in str(caught.value)


def test_a_case_says_by_when(whole: Engine, clock: HandClock) -> None:
    adult(whole)
    case = whole.request("ada", "access", channel="form", reason="what have you got?")
    assert isinstance(case, Case)
    assert (case.id, case.right, case.status) == (2, "access", "received")
    assert (case.received, case.due) == (NOON, date(2025, 2, 14))
    assert (case.due_source, case.overdue, case.verified) == ("policy", False, False)
    assert (case.channel, case.reason, case.by) == ("form", "what have you got?", None)
    assert (case.about, case.tasks) == ((), ())
    assert whole.cases("ada") == [case]
    assert hash(copy.copy(case)) == hash(case)
    clock.forward(timedelta(days=31))
    assert whole.cases("ada")[0].overdue
    (due,) = owed(whole, "case")
    assert (due.kind, due.subject, due.detail["case"]) == ("case", "access", 2)
    assert whole.history("ada")[1].details["due"] == datetime(
        2025, 2, 14, tzinfo=timezone.utc
    )


def test_a_case_is_answered_step_by_step(whole: Engine) -> None:
    adult(whole)
    case = whole.request("ada", "access")

    def fulfil() -> Case:
        return whole.respond("ada", case.id, "fulfil", actor="support")

    assert refused(fulfil) == "identity_unverified"
    assert whole.respond("ada", case.id, "verify").verified
    assert fulfil().status == "fulfilled"
    invalid(fulfil, "case", "is over")
    assert owed(whole, "case", date(2026, 1, 1)) == []


def test_a_request_is_turned_down_with_a_reason(whole: Engine) -> None:
    adult(whole)
    case = whole.request("ada", "erase")
    assert refused(lambda: whole.respond("ada", case.id, "refuse")) == "ground_missing"
    case = whole.respond("ada", case.id, "refuse", reason="a suit is pending")
    assert (case.status, case.reason) == ("refused", "a suit is pending")


def test_a_subject_line_names_the_right(whole: Engine) -> None:
    adult(whole)
    case = whole.request("ada", subject="Delete my data")
    assert case.right == "erase"
    details = whole.history("ada")[-1].details
    assert details["tasks"][0]["kind"] == case.tasks[0].kind
    for subject in ("Hello", "", "🗑️"):
        with pytest.raises(InvalidArgument) as caught:
            whole.request("ada", subject=subject)
        assert caught.value.argument == "subject"


def test_work_is_acknowledged_task_by_task(whole: Engine) -> None:
    adult(whole)
    whole.record("ada", "account_closed")
    case = whole.request("ada", "erase")
    invalid(lambda: whole.respond("ada", case.id, "fulfil"), "case", "not done yet")
    work = [task for task in case.tasks if task.kind != "keep"]
    for task in work:
        name = f"{task.kind}:{task.subject}"
        case = whole.respond("ada", case.id, "acknowledge", task=name)
    done = {task.kind for task in case.tasks if task.done}
    assert done == {task.kind for task in work} == {"erase"}
    assert whole.respond("ada", case.id, "fulfil").status == "fulfilled"
    invalid(lambda: whole.respond("ada", case.id, "acknowledge", task="x"), "case")


def test_requests_and_answers_can_be_meant(whole: Engine) -> None:
    adult(whole)
    case = whole.request("ada", "access").id
    loose: Any = whole
    invalid(lambda: whole.request("ada", "acess"), "right", "did you mean `access`?")
    invalid(lambda: whole.request("ada", ""), "right", "[rights]")
    invalid(lambda: whole.request("ada"), "right")
    invalid(lambda: whole.request("ada", "⚖️"), "right")
    invalid(lambda: loose.respond("ada", case, "fulfill"), "action", "fulfil")
    invalid(lambda: loose.respond("ada", case, ""), "action")
    invalid(lambda: whole.respond("ada", 99, "verify"), "case", "no case")
    invalid(lambda: whole.respond("ada", -1, "verify"), "case", "give the `id`")
    invalid(lambda: whole.respond("ada", 10**30, "verify"), "case", "give the `id`")
    invalid(lambda: whole.respond("eve", case, "verify"), "case")
    invalid(lambda: whole.respond("ada", case, "acknowledge"), "task")
    with pytest.raises(UnknownCategory):
        whole.request("ada", "access", about=["user.contct"])
    calls: list[tuple[Callable[[], object], str]] = [
        (lambda: loose.request("ada", 7), "str"),
        (lambda: loose.request("ada", "access", about="user.contact"), "about"),
        (lambda: loose.request("ada", "access", wish="x"), "wish"),
        (lambda: loose.respond("ada", "1", "verify"), "case.*int"),
        (lambda: loose.respond("ada", case), "action"),
        (lambda: loose.respond("ada", case, "fulfil", attests={"mfa": 1}), "bool"),
        (lambda: loose.export("ada", case="1"), "case.*int"),
        (lambda: loose.cases(7), "str"),
    ]
    for call, words in calls:
        with pytest.raises(TypeError, match=words):
            call()
    assert whole.verify().events == 2


def test_a_copy_travels(whole: Engine, clock: HandClock) -> None:
    adult(whole)
    whole.grant("ada", "marketing.email")
    whole.opt_out("ada", "analytics")
    export = whole.export("ada")
    assert (export["schema"], export["user"]) == ("placet-export-1", "ada")
    assert [event["act"] for event in export["events"]] == [
        "update",
        "grant",
        "opt_out",
    ]
    with Engine.open(WHOLE, "memory:", clock=clock) as there:
        # by way of a file, as it would be handed over
        receipt = there.import_data(json.loads(json.dumps(export)))
        assert receipt == Receipt(4, NOON, ())
        assert there.can_process("ada", "marketing.email")
        assert there.decide("ada", "analytics.product").reason == "opted_out"
        assert there.history("ada")[-1].act == "import"
        assert there.verify().events == 4
        invalid(lambda: there.import_data(export), "export", "imported already")


def test_what_is_no_copy_is_not_taken_in(whole: Engine) -> None:
    adult(whole)
    export = whole.export("ada")
    loose: Any = whole
    circle: dict[str, Any] = {}
    circle["self"] = circle
    invalid(lambda: whole.import_data({}), "export", "`export` wrote")
    invalid(lambda: whole.import_data({**export, "user": "eve"}), "export", "digest")
    invalid(lambda: whole.import_data({"x": float("nan")}), "export", "no JSON")
    invalid(lambda: whole.import_data({"x": "\ud83d"}), "export", "no JSON")
    invalid(lambda: whole.import_data(circle), "export", "no JSON")
    whole.grant("ada", "marketing.email", at=NOON + timedelta(hours=1))
    invalid(lambda: whole.import_data(export), "user", "only grows")
    for wrong, words in (
        (json.dumps(export), "mapping"),
        ([export], "mapping"),
        ({"x": object()}, "export.*JSON"),
    ):
        with pytest.raises(TypeError, match=words):
            loose.import_data(wrong)
    assert whole.verify().events == 2


def test_an_erased_user_does_not_come_back(whole: Engine) -> None:
    adult(whole)
    export = whole.export("ada")
    whole.erase("ada")
    assert refused(lambda: whole.import_data(export)) == "erased"


def test_a_copy_is_for_those_who_may_have_it(whole: Engine) -> None:
    adult(whole)
    case = whole.request("ada", "access").id
    reason = refused(lambda: whole.export("ada", case=case, actor="subject"))
    assert reason == "identity_unverified"
    whole.respond("ada", case, "verify")
    copy = whole.export("ada", case=case, actor="subject", attests={"mfa": True})
    assert copy["user"] == "ada"
    assert refused(lambda: whole.export("ada", actor="pat")) == "actor_not_authorized"
    part = whole.export("ada", subset="contact")
    assert (part["subset"], "events" in part) == ("user.contact", False)
    with pytest.raises(UnknownCategory):
        whole.export("ada", subset="user.contct")
    invalid(lambda: whole.export("ada", case=99), "case")


def test_a_plan_says_what_an_erasure_means(whole: Engine) -> None:
    adult(whole)
    whole.collect("ada", "essential.service.payment", categories=["user.financial"])
    whole.record("ada", "account_closed")
    plan = whole.erasure_plan("ada")
    assert all(isinstance(task, Task) for task in plan)
    kept = [task for task in plan if task.kind == "keep"]
    assert [(task.subject, task.reason) for task in kept] == [
        ("user.financial", "legal_floor")
    ]
    assert kept[0].until == datetime(2035, 1, 16, tzinfo=timezone.utc)
    after = whole.erasure_plan("ada", at=date(2035, 2, 1))
    assert "keep" not in {task.kind for task in after}
    assert whole.verify().events == 3


def test_a_visitor_turns_out_to_be_a_user(whole: Engine) -> None:
    adult(whole)
    assert whole.can_process("ada", "analytics.product")
    whole.opt_out("cookie-7", "analytics")
    receipt = whole.join("ada", "cookie-7")
    assert receipt.position == 3
    assert whole.decide("ada", "analytics.product").reason == "opted_out"
    whole.part("ada", "cookie-7")
    assert whole.decide("ada", "analytics.product").reason == "opted_out"
    invalid(lambda: whole.part("ada", "cookie-7"), "visitor", "not joined")


def test_a_join_is_of_a_user_and_a_visitor(whole: Engine) -> None:
    adult(whole)
    adult(whole, "eve")
    for visitor in ("", "ada", "eve"):
        with pytest.raises(InvalidArgument) as caught:
            whole.join("ada", visitor)
        assert caught.value.argument == "visitor"
    with pytest.raises(TypeError):
        whole.join("ada", 7)  # type: ignore[arg-type]
    whole.update("cookie-8", residence="DE")
    whole.erase("cookie-8")
    assert refused(lambda: whole.join("ada", "cookie-8")) == "erased"
    assert whole.join("ada", "🍪" * 100).position == 5


def operations(engine: Engine) -> list[Callable[[Any], object]]:
    """The operations on one user, as functions of the user."""
    return [
        lambda user: engine.record(user, "last_active"),
        lambda user: engine.collect(user, "analytics", categories=["user.behavior"]),
        lambda user: engine.disclose(user, "marketing.email", "mailer"),
        lambda user: engine.audit(user, "marketing.email"),
        lambda user: engine.explain(user, "marketing.email"),
        lambda user: engine.hold(user, "suit", "a claim"),
        lambda user: engine.release(user, "suit"),
        lambda user: engine.dispose(user, "usage"),
        lambda user: engine.request(user, "access"),
        lambda user: engine.respond(user, 1, "verify"),
        lambda user: engine.cases(user),
        lambda user: engine.export(user),
        lambda user: engine.erasure_plan(user),
        lambda user: engine.join(user, "cookie"),
        lambda user: engine.part(user, "cookie"),
        lambda user: engine.apply_consent_string(user, "tcf", SOME_PURPOSES),
        lambda user: engine.report("holdings", user),
    ]


def test_every_operation_wants_a_user(whole: Engine) -> None:
    for call in operations(whole):
        for user, words in (("ada\ud83d", "surrogate"), ("", "user")):
            with pytest.raises(InvalidArgument, match=words):
                call(user)
        for wrong in (7, b"ada"):
            with pytest.raises(TypeError):
                call(wrong)
    assert whole.verify().events == 0


@pytest.mark.parametrize("user", ["a" * 10_000_000, "👩‍👩‍👧"])
def test_any_other_text_is_a_user(whole: Engine, user: str) -> None:
    adult(whole, user)
    whole.record(user, "last_active")
    whole.collect(user, "analytics.product", categories=["user.behavior.usage"])
    whole.hold(user, "suit", "a claim")
    case = whole.request(user, "access")
    assert whole.respond(user, case.id, "verify").verified
    assert whole.cases(user + "x") == []
    assert whole.export(user)["user"] == user
    assert owed(whole, "case", date(2026, 6, 1))[0].user == user
    whole.join(user, "cookie")
    assert whole.erasure_plan(user)
    assert whole.verify().users == 2


def test_an_unknown_purpose_names_the_nearest(whole: Engine) -> None:
    for call in (
        lambda: whole.collect("ada", "marketing.emial", categories=["user.contact"]),
        lambda: whole.disclose("ada", "marketing.emial", "mailer"),
        lambda: whole.audit("ada", "marketing.emial"),
        lambda: whole.explain("ada", "marketing.emial"),
    ):
        with pytest.raises(UnknownPurpose) as caught:
            call()
        assert caught.value.nearest == "marketing.email"
