"""Threads: one engine serves all of them, and acts let others run."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier, Thread
from typing import TYPE_CHECKING

from conftest import NOON, POLICY, adult
from placet import Engine

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from pathlib import Path


HOLDER = """
import sqlite3, sys
store = sqlite3.connect(sys.argv[1], isolation_level=None)
store.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.readline()
store.execute("ROLLBACK")
"""


@contextmanager
def held(store: Path) -> Iterator[Callable[[], None]]:
    """Keep every other writer waiting, until the function is called.

    It takes another process: POSIX locks do not part two libraries in one process.
    """
    command = [sys.executable, "-c", HOLDER, str(store)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"

        def let_go() -> None:
            holder.communicate("\n")

        yield let_go
        assert holder.wait() == 0


def test_an_act_that_waits_lets_others_run(store: Path) -> None:
    with Engine.open(POLICY, store) as engine:
        adult(engine)
        with held(store) as let_go:
            done: list[int] = []

            def act() -> None:
                done.append(engine.grant("ada", "marketing.email").position)

            thread = Thread(target=act)
            thread.start()
            # did the act keep the interpreter, nothing below would run before it fails
            for _ in range(1000):
                assert not engine.can_process("ada", "marketing.email")
                assert engine.decide("ada", "analytics.product").allowed
            assert done == []
            let_go()
            thread.join()
        assert done == [2]
        assert engine.can_process("ada", "marketing.email")


def test_threads_write_one_chain(store: Path) -> None:
    workers, each = 8, 10
    barrier = Barrier(workers)
    with Engine.open(POLICY, store) as engine:

        def work(worker: int) -> list[int]:
            barrier.wait()
            positions = []
            for number in range(each):
                user = f"{worker}.{number}"
                positions.append(engine.update(user, account="active").position)
                engine.grant(user, "marketing.email")
                assert engine.can_process(user, "marketing.email")
                engine.withdraw(user, "marketing.email")
                assert not engine.can_process(user, "marketing.email")
            return positions

        with ThreadPoolExecutor(workers) as pool:
            positions = [at for found in pool.map(work, range(workers)) for at in found]
        assert len(set(positions)) == workers * each
        assert engine.verify().events == workers * each * 3


def test_a_clock_of_python_and_a_reload_do_not_wait_for_each_other() -> None:
    barrier = Barrier(2)

    def clock() -> datetime:
        return NOON

    with Engine.open(POLICY, "memory:", clock=clock) as engine:

        def ask() -> None:
            barrier.wait()
            for number in range(2000):
                assert not engine.can_process(f"user {number}", "marketing.email")
                engine.update(f"user {number}", account="active")

        thread = Thread(target=ask)
        thread.start()
        barrier.wait()
        for day in range(1, 28):
            later = POLICY.replace("2024-10-01", f"2024-11-{day:02}")
            assert engine.reload(later).version == f"shop@2024-11-{day:02}"
        thread.join()
        assert engine.verify().users == 2000
