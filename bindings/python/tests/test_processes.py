"""Several processes on one store: what one writes, the next call of another sees."""

from __future__ import annotations

import multiprocessing
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from conftest import POLICY, adult
from placet import Engine

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from multiprocessing.connection import Connection
    from pathlib import Path

EMAIL = "marketing.email"


def serve(engine: Engine, wire: Connection) -> None:
    """Do what the other end asks for, until it says nothing."""
    while (request := wire.recv()) is not None:
        operation, *arguments = request
        answer = getattr(engine, operation)(*arguments)
        wire.send(answer)


def spawned(store: str, wire: Connection) -> None:
    """The other process of `other_process`."""
    with Engine.open(POLICY, store) as engine:
        serve(engine, wire)


@contextmanager
def other_process(store: Path) -> Iterator[Callable[..., object]]:
    """A process that starts anew and opens the store for itself."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=spawned, args=(str(store), there), daemon=True)
    process.start()
    there.close()
    yield asking(here)
    here.send(None)
    process.join()
    assert process.exitcode == 0


@contextmanager
def forked_process(engine: Engine) -> Iterator[Callable[..., object]]:
    """A process that goes on with the engine of its parent."""
    here, there = multiprocessing.Pipe()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            here.close()
            serve(engine, there)
            code = 0
        finally:
            os._exit(code)
    there.close()
    yield asking(here)
    here.send(None)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def asking(wire: Connection) -> Callable[..., object]:
    def ask(*request: object) -> object:
        wire.send(request)
        return wire.recv()

    return ask


def both_see_both(engine: Engine, ask: Callable[..., object]) -> None:
    """Grants and withdrawals of either side are seen by the next call of the other."""
    adult(engine)
    for _ in range(20):
        assert ask("can_process", "ada", EMAIL) is False
        engine.grant("ada", EMAIL)
        assert ask("can_process", "ada", EMAIL) is True
        ask("withdraw", "ada", EMAIL)
        assert engine.can_process("ada", EMAIL) is False
        assert engine.decide("ada", EMAIL).reason == "consent_withdrawn"
        ask("grant", "ada", EMAIL)
        assert engine.can_process("ada", EMAIL) is True
        engine.withdraw("ada", EMAIL)
    assert ask("decide", "ada", EMAIL) == engine.decide("ada", EMAIL)
    assert ask("verify") == engine.verify()
    assert engine.verify().events == 81


def test_a_spawned_process_shares_the_store(store: Path) -> None:
    with Engine.open(POLICY, store) as engine, other_process(store) as ask:
        both_see_both(engine, ask)


def test_a_forked_process_shares_the_store(store: Path) -> None:
    with Engine.open(POLICY, store) as engine:
        adult(engine, "before")
        assert engine.can_process("before", "analytics.product")
        with forked_process(engine) as ask:
            assert ask("can_process", "before", "analytics.product") is True
            ask("opt_out", "before", "analytics.product")
            assert not engine.can_process("before", "analytics.product")
        engine.opt_in("before", "analytics.product")
        assert engine.verify().events == 3


def test_a_fork_sees_what_its_parent_does_and_the_other_way(store: Path) -> None:
    with Engine.open(POLICY, store) as engine, forked_process(engine) as ask:
        both_see_both(engine, ask)


def test_the_engine_of_the_parent_outlives_the_fork(store: Path) -> None:
    with Engine.open(POLICY, store) as engine:
        adult(engine)
        for _ in range(3):
            with forked_process(engine) as ask:
                ask("close")
        engine.grant("ada", EMAIL)
        assert engine.can_process("ada", EMAIL)
        assert engine.verify().events == 2


def writing(store: str, name: str) -> None:
    """Make ten users known."""
    with Engine.open(POLICY, store) as engine:
        for number in range(10):
            adult(engine, f"{name}.{number}")


def test_many_processes_write_one_chain(store: Path) -> None:
    context = multiprocessing.get_context("spawn")
    processes = [
        context.Process(target=writing, args=(str(store), name), daemon=True)
        for name in "abc"
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0, 0, 0]
    with Engine.open(POLICY, store) as engine:
        verified = engine.verify()
        assert (verified.events, verified.users) == (30, 30)
