"""Five privacy policies, five people, and what may be done with their data.

Run it with `python examples/quickstart.py` after `pip install ./bindings/python`, or
with `cargo xtask demo`, which does both.
"""

from __future__ import annotations

import os
import sys
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from placet import Engine, Refused

POLICIES = Path(__file__).parent / "policies"

# a clock that stands still: the program prints the same on any day
NOW = datetime.fromisoformat("2025-01-15T12:00:00+00:00")

PEOPLE = {
    "ada": "Ada, adult, consented",
    "ben": "Ben, 15, in Germany",
    "cleo": "Cleo, 12, guardian consented",
    "dan": "Dan, a stranger",
    "eve": "Eve, adult, withdrew",
}

PURPOSES = {
    "account": "essential.service.account",
    "personalization": "functional.personalization",
    "statistics": "analytics.product",
    "newsletter": "marketing.email",
}

# the notice under which a guardian consents, where a policy wants one
GUARDIAN_NOTICES = {"qualipact": "p-2024-12"}

COLOURS = sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def main() -> None:
    """Ask all questions of all policies."""
    with TemporaryDirectory() as folder:
        for path in sorted(POLICIES.glob("*.toml")):
            ledger = Path(folder) / f"{path.stem}.sqlite"
            with Engine.open(path, ledger, clock=lambda: NOW) as engine:
                people_act(engine)
                print_answers(engine)
        withdrawal(Path(folder) / "withdrawal.sqlite")


def people_act(engine: Engine) -> None:
    """Record what is known of the people, and what they chose."""
    bases = engine.report("bases")["purposes"]
    on_consent = [key for key in PURPOSES.values() if "consent" in bases[key]]

    for adult in ("ada", "eve"):
        engine.update(adult, account="active", birthdate="1990-05-01", residence="US")
        for purpose in on_consent:
            engine.grant(adult, purpose, method="settings")
    engine.withdraw("eve", "*", method="link in an e-mail")

    engine.update("ben", account="active", birthdate="2009-06-01", residence="DE")
    for purpose in on_consent:
        try:
            engine.grant("ben", purpose)
        except Refused:
            pass  # too young to consent alone: nothing was recorded

    engine.update("cleo", account="active", birthdate="2012-09-01", residence="DE")
    engine.link_guardian("cleo", "pat", method="identity document")
    notice = GUARDIAN_NOTICES.get(engine.policy)
    for purpose in PURPOSES.values():
        engine.grant("cleo", purpose, by="pat", notice=notice)


def print_answers(engine: Engine) -> None:
    """Print a table of one policy, and why it says no."""
    report = engine.report("policy")
    print(bold(f"{report['title']}, in force since {report['effective_from']}"))
    print()
    print_row("", *PURPOSES)
    for user, label in PEOPLE.items():
        answers = [engine.can_process(user, key) for key in PURPOSES.values()]
        print_row(label, *("yes" if answer else "no" for answer in answers))
    print()
    for user in PEOPLE:
        for column, purpose in PURPOSES.items():
            decision = engine.decide(user, purpose)
            if decision.remedy is not None:
                reasons = ", ".join(decision.reasons)
                who = user.capitalize()
                print(f"  {who:5} {column:16} {reasons}: {decision.remedy.text}")
    print()


def withdrawal(ledger: Path) -> None:
    """Show that a withdrawal counts from the moment in which it returns."""
    print(bold("Ada withdraws her consent to the newsletter"))
    print()
    path = POLICIES / "cpq.toml"
    with Engine.open(path, ledger, clock=lambda: NOW) as engine:
        people_act(engine)
        print_row("", *PURPOSES)
        for label in ("before", "after"):
            answers = [engine.can_process("ada", key) for key in PURPOSES.values()]
            print_row(label, *("yes" if answer else "no" for answer in answers))
            if label == "before":
                engine.withdraw("ada", "marketing.email", method="settings")
        print()
        decision = engine.decide("ada", "marketing.email")
        evidence = decision.evidence
        assert evidence is not None
        print(f"  {decision.text}")
        print(f"  it rests on event {evidence.position} of the ledger, {evidence.at}")
        verified = engine.verify()
        print(f"  the ledger has {verified.events} events, and its chain is whole")


def print_row(label: str, *cells: str) -> None:
    """Print a row of a table."""
    widths = [max(len(column), 3) for column in PURPOSES]
    padded = [colour(cell, width) for cell, width in zip(cells, widths, strict=True)]
    print(f"  {label:28}  {'  '.join(padded)}".rstrip())


def colour(cell: str, width: int) -> str:
    """Pad a cell, and colour it on a terminal."""
    code = {"yes": "32", "no": "31"}.get(cell)
    return (
        f"\033[{code}m{cell:{width}}\033[0m" if COLOURS and code else f"{cell:{width}}"
    )


def bold(text: str) -> str:
    """Make a heading stand out on a terminal."""
    return f"\033[1m{text}\033[0m" if COLOURS else text


if __name__ == "__main__":
    main()
