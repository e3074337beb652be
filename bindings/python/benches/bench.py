"""What a question costs in Python: `bench.py [NAMES…]`, a line of JSON for each.

A million random queries over a hundred thousand users, each name a string object of
its own, so that neither the processor's nor Python's caches help. Medians of seven
rounds, in which the contestants take turns: compare ratios, never nanoseconds.

The floor is an empty method with two strings in the same module. It is compiled in
by `maturin build --release --features bench`.
"""

from __future__ import annotations

import gc
import json
import random
import statistics
import sys
import uuid
from datetime import date
from time import perf_counter_ns
from typing import TYPE_CHECKING, Any

import batches
import records

from placet import Engine, _native

if TYPE_CHECKING:
    from collections.abc import Callable

USERS = 100_000
QUERIES = 1_000_000
ROUNDS = 7
SEED = 2024

AGES = {"DE": 16, "FR": 15, "ES": 14, "GB": 13, "IE": 16, "AT": 14}
"""The age of digital consent in each residence."""

BASES = {
    "service.account": "contract",
    "service.delivery": "contract",
    "legal.tax": "legal_obligation",
    "marketing.email": "consent",
    "marketing.phone": "consent",
    "marketing.profiling": "consent",
    "analytics.product": "consent",
    "analytics.audience": "consent",
    "research.study": "consent",
    "security.fraud": "legitimate_interest",
    "improvement.service": "legitimate_interest",
    "improvement.quality": "legitimate_interest",
}

CONSENTS = [purpose for purpose, basis in BASES.items() if basis == "consent"]
INTERESTS = [key for key, basis in BASES.items() if basis == "legitimate_interest"]

Question = tuple[str, str]


def policy() -> str:
    """The policy behind the rule."""
    purposes = {key: {"basis": [basis]} for key, basis in BASES.items()}
    document = {
        "policy": {
            "id": "bench",
            "version": "1",
            "effective_from": "2020-01-01",
            "contact": {"privacy": "privacy@bench.example"},
        },
        "purposes": purposes,
        "digital_consent": {"default": 16, **AGES},
    }
    return json.dumps(document)


class User:
    """What a hand-written rule would keep of a user."""

    __slots__ = ("born", "granted", "objected", "parental", "residence")

    def __init__(self, draw: random.Random) -> None:
        self.residence = draw.choice(list(AGES))
        self.born = date(draw.randint(1950, 2018), draw.randint(1, 12), 15)
        old_enough = years(self.born) >= AGES[self.residence]
        chosen = {purpose for purpose in CONSENTS if draw.random() < 0.5}
        self.granted = chosen if old_enough else set()
        self.parental = set() if old_enough or draw.random() < 0.5 else chosen
        self.objected = {purpose for purpose in INTERESTS if draw.random() < 0.2}


TODAY = date.today()


def years(born: date) -> int:
    """How old a person is today."""
    return TODAY.year - born.year - ((TODAY.month, TODAY.day) < (born.month, born.day))


def hand_written(users: dict[str, User]) -> Callable[[str, str], bool]:
    """The rule as one would write it with a dict and a few conditions."""

    def can_process(user_id: str, purpose: str) -> bool:
        basis = BASES[purpose]
        if basis == "consent":
            user = users[user_id]
            if years(user.born) >= AGES[user.residence]:
                return purpose in user.granted
            return purpose in user.parental
        if basis == "legitimate_interest":
            return purpose not in users[user_id].objected
        return True

    return can_process


def fill(engine: Engine, users: dict[str, User]) -> None:
    """Record what the users did."""
    for name, user in users.items():
        born, residence = user.born, user.residence
        engine.update(name, account="active", birthdate=born, residence=residence)
        for purpose in user.granted:
            engine.grant(name, purpose)
        if user.parental:
            engine.link_guardian(name, "guardian")
        for purpose in user.parental:
            engine.grant(name, purpose, by="guardian")
        for purpose in user.objected:
            engine.object_to(name, purpose)


def questions(users: dict[str, User], draw: random.Random) -> list[Question]:
    """Random questions, each with a string object of its own for the user."""
    names, purposes = list(users), list(BASES)
    return [
        (bytes(draw.choice(names), "ascii").decode(), draw.choice(purposes))
        for _ in range(QUERIES)
    ]


def timed(ask: Callable[[str, str], object], asked: list[Question]) -> float:
    """Nanoseconds for a question."""
    start = perf_counter_ns()
    for user, purpose in asked:
        ask(user, purpose)
    return (perf_counter_ns() - start) / len(asked)


def ratio(
    first: Callable[[str, str], object],
    second: Callable[[str, str], object],
    asked: list[Question],
) -> tuple[float, dict[str, Any]]:
    """How many times as long the first takes as the second, and both in nanoseconds."""
    rounds = [(timed(first, asked), timed(second, asked)) for _ in range(ROUNDS)]
    over = statistics.median(one for one, _ in rounds)
    under = statistics.median(other for _, other in rounds)
    detail = {"ns": [round(over, 1), round(under, 1)], "rounds": ROUNDS}
    return over / under, detail


def main(names: list[str]) -> int:
    """Measure what was named, or everything."""
    known = ["floor", "hand_written", "records", "arrow"]
    if unknown := set(names) - set(known):
        print(f"no such benchmark: {', '.join(sorted(unknown))}", file=sys.stderr)
        return 2
    floor = getattr(_native, "Floor", None)
    if floor is None:
        print(
            "the package was built without its floor; build it with "
            "`maturin build --release --features bench`",
            file=sys.stderr,
        )
        return 1
    chosen = names or known
    for name, bench in (("records", records), ("arrow", batches)):
        if name in chosen:
            print(json.dumps(bench.measure(), ensure_ascii=False), flush=True)
    calls = [name for name in chosen if name not in ("records", "arrow")]
    if not calls:
        return 0
    draw = random.Random(SEED)
    users = {
        str(uuid.UUID(int=draw.getrandbits(128))): User(draw) for _ in range(USERS)
    }
    with Engine.open(policy(), "memory:") as engine:
        fill(engine, users)
        asked = questions(users, draw)
        rule = hand_written(users)
        for user, purpose in asked:
            assert engine.can_process(user, purpose) == rule(user, purpose)
        gc.collect()
        gc.freeze()
        contests = {
            "floor": (
                ("`can_process` in Python ÷ an empty call", "≤ 2.5"),
                (engine.can_process, floor().empty),
            ),
            "hand_written": (
                ("a hand-written rule in Python ÷ `can_process`", "≥ 8"),
                (rule, engine.can_process),
            ),
        }
        for name in calls:
            (what, target), (first, second) = contests[name]
            measured, detail = ratio(first, second, asked)
            line = {"what": what, "measured": round(measured, 3), "target": target}
            line |= {"unit": "times", "detail": detail}
            print(json.dumps(line, ensure_ascii=False), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
