"""Listeners: told of what happens, on the thread that acted, and never in its way."""

from __future__ import annotations

import asyncio
import gc
import threading
import weakref
from typing import TYPE_CHECKING, Any

import pytest

from conftest import NOON, POLICY, adult
from placet import (
    Engine,
    Notification,
    Recording,
    Reload,
    StoreError,
    Subscription,
    WouldDeny,
)

if TYPE_CHECKING:
    from pathlib import Path

EMAIL = "marketing.email"
OBSERVED = POLICY + '\n[purposes.ads]\nbasis = ["consent"]\nmode = "observe"\n'


def test_a_listener_is_told_of_every_act(engine: Engine) -> None:
    told: list[Notification] = []
    with engine.subscribe(told.append) as subscription:
        assert isinstance(subscription, Subscription)
        adult(engine)
        engine.withdraw("ada", EMAIL)
        engine.register("instrument", "court order 7", {"kind": "court_order"})
        engine.can_process("ada", EMAIL)
    engine.opt_out("ada", "*")
    expected = [("ada", "update"), ("ada", "withdraw"), ("", "register")]
    assert told == [
        Recording(place, user, operation, NOON, merged=False)
        for place, (user, operation) in enumerate(expected, 1)
    ]
    assert all(one.kind == "act" for one in told)


def test_each_kind_is_told_of_apart() -> None:
    told: list[str] = []

    def listen(notification: Notification) -> None:
        match notification:
            case Recording(operation=operation):
                told.append(operation)
            case Reload(policy, outdated):
                told.append(f"{policy} {outdated}")
            case WouldDeny(user, purpose, reasons):
                told.append(f"{user} {purpose} {reasons}")

    with Engine.open(OBSERVED, "memory:") as engine:
        engine.subscribe(listen)
        adult(engine)
        assert engine.decide("ada", "ads").allowed
        engine.reload(OBSERVED.replace("2024-10-01", "2025-01-01"))
    assert told == [
        "update",
        "ada ads ('consent_missing',)",
        "shop@2025-01-01 ()",
    ]


def test_a_merge_is_told_of_as_one(engine: Engine) -> None:
    told: list[Notification] = []
    with Engine.open(POLICY, "memory:", clock=lambda: NOON) as phone:
        phone.opt_out("ada", "*")
        engine.subscribe(told.append)
        engine.merge(phone.changes())
    assert Recording(1, "ada", "opt_out", NOON, merged=True) in told


def test_what_another_engine_recorded_is_told_at_the_next_question(store: Path) -> None:
    told: list[Notification] = []
    with Engine.open(POLICY, store) as one, Engine.open(POLICY, store) as other:
        one.subscribe(told.append)
        other.update("ada", age=30)
        assert told == []
        one.can_process("ada", EMAIL)
        one.can_process("ada", EMAIL)
    assert [one.operation for one in told if isinstance(one, Recording)] == ["update"]


def test_a_listener_is_called_on_the_thread_that_acted(engine: Engine) -> None:
    threads: list[int] = []
    engine.subscribe(lambda _: threads.append(threading.get_ident()))
    engine.update("ada", age=30)
    acting = threading.Thread(target=engine.update, args=("bob",), kwargs={"age": 30})
    acting.start()
    acting.join()
    asyncio.run(engine.aio.update("kit", age=30))
    assert threads[0] == threading.get_ident()
    assert len(threads) == 3
    assert threading.get_ident() not in threads[1:]


def test_a_listener_may_ask_and_act(engine: Engine) -> None:
    found: list[Any] = []

    def listen(notification: Notification) -> None:
        assert isinstance(notification, Recording)
        found.append(engine.can_process("ada", EMAIL))
        if notification.operation == "grant":
            engine.withdraw("ada", EMAIL)

    adult(engine)
    engine.subscribe(listen)
    engine.grant("ada", EMAIL)
    assert found == [True, False]


def test_an_exception_is_reported_and_breaks_nothing(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    reported: list[tuple[type[BaseException], object]] = []
    told: list[Notification] = []
    monkeypatch.setattr(
        "sys.unraisablehook", lambda it: reported.append((it.exc_type, it.object))
    )

    def fail(_: Notification) -> None:
        raise ZeroDivisionError

    def end(_: Notification) -> None:
        raise SystemExit

    for listener in (fail, end, told.append):
        engine.subscribe(listener)
    receipt = engine.update("ada", age=30)
    assert receipt.position == 1
    assert reported == [(ZeroDivisionError, fail), (SystemExit, end)]
    assert [one.kind for one in told] == ["act"]
    assert engine.update("ada", age=31).position == 2


def test_a_closed_subscription_is_told_nothing(engine: Engine) -> None:
    told: list[str] = []
    subscriptions: list[Subscription] = []

    def closing(_: Notification) -> None:
        told.append("closing")
        for subscription in subscriptions:
            subscription.close()

    subscriptions.append(engine.subscribe(closing))
    subscriptions.append(engine.subscribe(lambda _: told.append("never")))
    assert repr(subscriptions[1]) == "Subscription(open)"
    engine.update("ada", age=30)
    engine.update("ada", age=31)
    assert told == ["closing"]
    assert repr(subscriptions[1]) == "Subscription(closed)"
    subscriptions[1].close()


def test_a_subscription_lasts_without_anybody_holding_it(engine: Engine) -> None:
    told: list[Notification] = []
    engine.subscribe(told.append)
    gc.collect()
    engine.update("ada", age=30)
    assert len(told) == 1


def test_what_is_no_listener(engine: Engine) -> None:
    with pytest.raises(TypeError, match="a callable is wanted, not 'str'"):
        engine.subscribe("print")  # type: ignore[arg-type]


class Listener:
    """A listener that holds its engine, and can be looked for."""

    engine: Engine | None = None

    def __call__(self, notification: Notification) -> None: ...


def test_a_closed_engine_lets_go_of_its_listeners() -> None:
    engine = Engine.open(POLICY, "memory:")
    listener = Listener()
    gone = weakref.ref(listener)
    subscription = engine.subscribe(listener)
    del listener
    assert gone() is not None
    engine.close()
    assert gone() is None
    subscription.close()
    with pytest.raises(StoreError):
        engine.subscribe(print)


def test_a_listener_that_holds_its_engine_is_collected_with_it() -> None:
    listener = Listener()
    listener.engine = Engine.open(POLICY, "memory:")
    listener.engine.subscribe(listener)
    gone = weakref.ref(listener)
    del listener
    gc.collect()
    assert gone() is None


def test_threads_that_act_and_listen(engine: Engine) -> None:
    told: list[Notification] = []
    engine.subscribe(told.append)

    def act(worker: int) -> None:
        for number in range(25):
            with engine.subscribe(lambda _: None):
                engine.update(f"{worker}.{number}", age=30)

    threads = [threading.Thread(target=act, args=(worker,)) for worker in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    positions = [one.position for one in told if isinstance(one, Recording)]
    assert sorted(positions) == list(range(1, 101))
