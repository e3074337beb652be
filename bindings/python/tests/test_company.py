"""What the company registers, owes and reports, and what consent strings become."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any, get_args

import pytest

from conftest import NOON, HandClock, adult
from placet import (
    Engine,
    InvalidArgument,
    Receipt,
    Registration,
    StageTime,
    StoreError,
    UnknownCategory,
    UnknownPurpose,
)
from placet.types import ReportKind
from whole import SALE_REFUSED, SOME_PURPOSES, WHOLE, owed, whole

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from placet.types import Signals, Words

__all__ = ["whole"]


def invalid(call: Callable[[], object], argument: str, *words: str) -> None:
    with pytest.raises(InvalidArgument) as caught:
        call()
    assert caught.value.argument == argument
    for word in words:
        assert word in str(caught.value)


def test_the_company_registers(whole: Engine, clock: HandClock) -> None:
    fields: Words = {"detected_at": NOON, "risk": True, "status": "detected"}
    assert whole.register("breach", "b1", fields) == Receipt(1, NOON, ())
    clock.forward(timedelta(hours=1))
    whole.register("breach", "b1", {"status": "assessed"})
    whole.register("control", "penetration_test", {"date": clock.now.date()})
    (breach,) = whole.registered("breach")
    assert breach == Registration(
        kind="breach",
        id="b1",
        fields={
            "detected_at": "2025-01-15T12:00:00Z",
            "risk": "true",
            "status": "assessed",
        },
        times=(StageTime("detected", NOON), StageTime("assessed", clock.now)),
        since=NOON,
        changed=clock.now,
        position=2,
    )
    assert hash(breach) == hash(whole.registered("breach")[0])
    assert [one.kind for one in whole.registered()] == ["breach", "control"]
    assert whole.registered("instrument") == []


def test_what_is_registered_can_be_meant(whole: Engine) -> None:
    loose: Any = whole
    risk = {"risk": True}
    invalid(lambda: loose.register("breech", "b1"), "kind", "did you mean `breach`?")
    invalid(lambda: loose.registered("breech"), "kind", "did you mean `breach`?")
    invalid(lambda: whole.register("breach", "", risk), "id", "empty")
    invalid(lambda: whole.register("breach", "b1"), "detected_at", "missing")
    invalid(lambda: whole.register("breach", "b1", {"rsk": True}), "fields", "`risk`")
    invalid(
        lambda: whole.register("breach", "b1", {"detected_at": "soon", **risk}),
        "detected_at",
        "2024-10-17",
    )
    invalid(
        lambda: whole.register("breach", "b1", {"detected_at": datetime(2025, 1, 1)}),
        "fields",
        "time zone",
    )
    invalid(lambda: whole.register("control", "🔒"), "control", "penetration_test")
    order = {"kind": "court_order"}
    with pytest.raises(UnknownPurpose):
        whole.register("instrument", "o", {**order, "purposes": "marketing.emial"})
    with pytest.raises(UnknownCategory):
        whole.register("instrument", "o", {**order, "categories": "user.contct"})
    calls: list[tuple[Callable[[], object], str]] = [
        (lambda: loose.register("breach", "b1", ["risk"]), "fields.*mapping"),
        (lambda: loose.register("breach", "b1", {"risk": None}), "fields.*bool"),
        (lambda: loose.register("breach", "b1", {1: True}), "fields.*keys"),
        (lambda: loose.register("breach", 7), "str"),
        (lambda: loose.registered(7), "str"),
        (lambda: loose.due(7), "aware datetime"),
    ]
    for call, words in calls:
        with pytest.raises(TypeError, match=words):
            call()
    assert whole.verify().events == 0


def test_a_breach_has_to_be_told(whole: Engine) -> None:
    whole.register("breach", "b1", {"detected_at": NOON, "risk": True})
    (due,) = owed(whole, "breach")
    assert (due.kind, due.user, due.subject) == ("breach", None, "b1")
    assert (due.action, due.due) == ("notify", NOON + timedelta(hours=72))
    assert not due.overdue
    assert due.detail["to"] == "authority"
    assert hash(due) == hash(owed(whole, "breach")[0])
    sent: Words = {"breach": "b1", "to": "authority", "sent_at": NOON}
    whole.register("breach_notice", "n1", sent)
    assert owed(whole, "breach") == []


def test_every_report_is_a_dict(whole: Engine) -> None:
    adult(whole)
    of_a_user = {"disclosures", "holdings", "features", "shine_the_light"}
    for kind in get_args(ReportKind):
        if kind in of_a_user:
            invalid(lambda kind=kind: whole.report(kind), "user", "name the user")  # type: ignore[misc]
        else:
            assert isinstance(whole.report(kind), dict)
        report = whole.report(kind, "ada", at=NOON + timedelta(days=1))
        assert isinstance(report, dict)
    assert whole.report("shine_the_light", "ada")["year"] == 2024
    assert whole.report("shine_the_light", "ada", year=2023)["year"] == 2023
    assert whole.report("overdue", at=NOON)["at"] == "2025-01-15T12:00:00Z"


def test_a_report_can_be_meant(whole: Engine) -> None:
    loose: Any = whole
    invalid(lambda: loose.report("recipient"), "kind", "did you mean `recipients`?")
    invalid(lambda: loose.report(""), "kind")
    invalid(lambda: whole.report("rights", ""), "user", "empty")
    for year in (99_999, -40_000, 10**30):
        with pytest.raises(InvalidArgument, match="2025") as caught:
            whole.report("shine_the_light", "ada", year=year)
        assert caught.value.argument == "year"
    with pytest.raises(TypeError, match=r"year.*int"):
        loose.report("shine_the_light", "ada", year="2025")


def test_a_consent_string_becomes_signals(whole: Engine) -> None:
    adult(whole)
    receipt, understood = whole.apply_consent_string("ada", "tcf", SOME_PURPOSES)
    assert receipt == Receipt(2, NOON, ())
    assert understood.signals == {"tracking": True}
    assert "purpose:3 is consented to" in understood.unexpressed
    assert isinstance(hash(understood), int)
    assert whole.decide("ada", "analytics.product").reason == "signal_opt_out"
    # a consent in a string is none under this policy's notice
    assert whole.decide("ada", "marketing.email").reason == "consent_missing"


def test_signals_may_be_consent_strings(whole: Engine) -> None:
    adult(whole)
    whole.grant("ada", "marketing.email")
    signals: Signals = {"gpc": True, "tcf": SOME_PURPOSES, "gpp": SALE_REFUSED}
    assert whole.apply_signals("ada", signals).position == 5
    recorded = [entry.details["signals"] for entry in whole.history("ada")[2:]]
    assert recorded == [{"gpc": True}, {"sale": True}, {"tracking": True}]
    assert whole.decide("ada", "marketing.email").reason == "signal_opt_out"
    assert whole.apply_signals("ada", {"gpp": SALE_REFUSED}).position == 6


def test_a_string_that_is_none_records_nothing(whole: Engine, engine: Engine) -> None:
    adult(whole)
    loose: Any = whole
    for string in ("junk", "", "🍪"):
        mixed = {"gpc": True, "tcf": string}
        with pytest.raises(InvalidArgument, match="no TC string"):
            whole.apply_signals("ada", mixed)
        with pytest.raises(InvalidArgument, match="no TC string") as caught:
            whole.apply_consent_string("ada", "tcf", string)
        assert caught.value.argument == "string"
    invalid(lambda: loose.apply_consent_string("ada", "ccpa", "1YNN"), "string", "tcf")
    invalid(lambda: whole.apply_signals("ada", {"gpc": SOME_PURPOSES}), "signals")
    invalid(lambda: whole.apply_signals("ada", {"tcf": True}), "signals")
    with pytest.raises(TypeError):
        loose.apply_consent_string("ada", "tcf", b"junk")
    assert whole.verify().events == 1
    invalid(
        lambda: engine.apply_consent_string("ada", "tcf", SOME_PURPOSES),
        "string",
        "no signal of the policy",
    )


def test_what_is_new_is_awaited_too(whole: Engine) -> None:
    async def main() -> None:
        acts, usage = whole.aio, ["user.behavior.usage"]
        await acts.update("ada", account="active", age=30, residence="DE")
        await acts.grant("ada", "marketing.email", channel="email")
        await acts.record("ada", "last_active", on=NOON)
        await acts.collect("ada", "analytics.product", categories=usage)
        await acts.disclose("ada", "marketing.email", "mailer", channel="email")
        decision, receipt = await acts.audit("ada", "marketing.email", channel="email")
        assert (decision.allowed, receipt.position) == (True, 6)
        await acts.hold("ada", "suit", "a claim")
        await acts.release("ada", "suit")
        case = await acts.request("ada", "access")
        assert (await acts.respond("ada", case.id, "verify")).verified
        await acts.join("ada", "cookie")
        await acts.part("ada", "cookie")
        _, understood = await acts.apply_consent_string("ada", "tcf", SOME_PURPOSES)
        assert understood.signals == {"tracking": True}
        fields: Words = {"detected_at": NOON, "risk": False}
        assert (await acts.register("breach", "b1", fields)).at == NOON
        await acts.dispose("ada", "usage")
        export = await acts.export("ada")
        with Engine.open(WHOLE, "memory:", clock=lambda: NOON) as there:
            await there.aio.import_data(export)
            assert there.cases("ada")[0].right == "access"
        with pytest.raises(InvalidArgument):
            await acts.request("ada", "acess")

    asyncio.run(main())


def test_threads_open_cases_of_their_own(tmp_path: Path) -> None:
    workers, each = 6, 5
    with Engine.open(WHOLE, tmp_path / "ledger.sqlite") as engine:
        adult(engine)

        def work(worker: int) -> list[int]:
            ids = []
            for number in range(each):
                case = engine.request("ada", "erase", reason=f"{worker}.{number}")
                assert case.reason == f"{worker}.{number}"
                engine.record(f"user {worker}", "last_active")
                ids.append(case.id)
            assert len(engine.due()) >= each
            return ids

        with ThreadPoolExecutor(workers) as pool:
            ids = [one for found in pool.map(work, range(workers)) for one in found]
        assert len(set(ids)) == workers * each
        assert [case.id for case in engine.cases("ada")] == sorted(ids)
        assert engine.verify().events == 1 + 2 * workers * each


def test_a_closed_engine_does_none_of_it(whole: Engine) -> None:
    adult(whole)
    export = whole.export("ada")
    whole.close()
    calls: list[Callable[[], object]] = [
        lambda: whole.record("ada", "last_active"),
        lambda: whole.audit("ada", "marketing.email"),
        lambda: whole.explain("ada", "marketing.email"),
        lambda: whole.request("ada", "access"),
        lambda: whole.cases("ada"),
        lambda: whole.export("ada"),
        lambda: whole.import_data(export),
        lambda: whole.erasure_plan("ada"),
        lambda: whole.register("control", "penetration_test"),
        lambda: whole.registered(),
        lambda: whole.due(datetime(2025, 1, 1, tzinfo=timezone.utc)),
        lambda: whole.apply_consent_string("ada", "tcf", SOME_PURPOSES),
    ]
    for call in calls:
        with pytest.raises(StoreError, match="closed; open it again"):
            call()
