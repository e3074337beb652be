"""Runs conformance vectors on the package: `conformance.py --policies DIR DIR…`.

The form of vectors and report is described in `core/src/docs/vectors.md`. The report
is the same, byte for byte, in every language.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import sys
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any

import expect
from answers import canonical, decision_json, failure, receipt_json
from documents import cases, files, merge, read, text_of
from placet import Decision, Engine, Error, InvalidArgument, PolicyError

if TYPE_CHECKING:
    from collections.abc import Callable

    from placet import Receipt

Step = dict[str, Any]

OPTIONS = {
    "grant": ("by", "kind", "notice", "expires", "method"),
    "withdraw": ("by", "method"),
    "opt_out": ("by", "method"),
    "opt_in": ("by", "method"),
    "object_to": ("ground", "by", "method"),
    "overrule_objection": (),
    "restrict": ("ground",),
    "lift_restriction": (),
    "acknowledge": ("agrees", "method"),
    "update": (
        *("birthdate", "age", "age_range", "assurance", "source", "residence"),
        *("residence_source", "account", "kind"),
    ),
    "link_guardian": ("status", "method", "evidence"),
    "unlink_guardian": (),
    "apply_signals": (),
    "erase": (),
}
"""The acts, and which arguments of a step each of them takes by name."""

POSITIONAL = {
    "overrule_objection": ("purpose", "reason"),
    "acknowledge": ("notice",),
    "update": (),
    "link_guardian": ("guardian",),
    "unlink_guardian": ("guardian",),
    "apply_signals": ("signals",),
    "erase": (),
}
"""What follows the user by place, where that is not the purpose alone."""


class Run:
    """A case in progress."""

    def __init__(self, case: Step, policies: Path) -> None:
        self.case = case
        self.policies = policies
        self.document: Step = {}
        self.answers: list[str] = []
        self.step = 0
        self.now = instant("2025-01-15T12:00:00Z")

    def all(self) -> int:
        """Do every step; returns how many there are."""
        if "clock" in self.case:
            self.now = instant(self.case["clock"])
        texts = [text_of(document) for document in self.documents()]
        try:
            engine = Engine.open(texts, "memory:", clock=lambda: self.now)
        except Error as error:
            raise expect.Unexpected(f"the policy is not loaded: {error}") from error
        steps: list[Step] = self.case.get("steps", [])
        with engine:
            for step in steps:
                self.step += 1
                self.one(engine, step)
        return len(steps)

    def documents(self) -> list[Step]:
        """The versions of the policy that the case opens with."""
        if "document" in self.case:
            documents = [self.case["document"]]
        elif "policy" in self.case:
            named = self.case["policy"]
            names = named if isinstance(named, list) else [named]
            documents = [named_policy(self.policies / f"{name}.toml") for name in names]
        else:
            raise expect.Unexpected("the case has neither `policy` nor `document`")
        if "patch" in self.case:
            documents[-1] = merge(documents[-1], self.case["patch"])
        for patch in self.case.get("patches", []):
            documents.append(merge(documents[-1], patch))
        self.document = documents[-1]
        return documents

    def say(self, answer: Any) -> None:
        """Add an answer to those that the digest is of."""
        self.answers.append(canonical(answer))

    def one(self, engine: Engine, step: Step) -> None:
        """Do one step and hold what came against what is expected."""
        name = step["do"]
        if name == "clock":
            self.now = instant(step["at"])
        elif name == "load":
            self.load(engine, step)
        else:
            try:
                answer = self.ask(engine, name, step)
            except (Error, TypeError) as error:
                # what is a wrong argument elsewhere, may be a wrong type in Python
                if isinstance(error, TypeError):
                    error = InvalidArgument(str(error), name)
                self.say(failure(error))
                expect.error(step, error)
            else:
                answer()

    def ask(self, engine: Engine, name: str, step: Step) -> Callable[[], None]:
        """Call the engine; what is returned looks at the answer."""
        if name == "decide":
            decision = decide(engine, step)
            return lambda: self.decided(engine, step, decision)
        if name == "report":
            report = engine.report(step.get("kind", ""), step.get("user"))
            return lambda: self.reported(step, report)
        if name == "reload":
            document = merge(self.document, step.get("patch", {}))
            version = engine.reload(text_of(document)).version
            return lambda: self.reloaded(step, document, version)
        receipt = act(engine, name, step)
        return lambda: self.recorded(step, receipt)

    def decided(self, engine: Engine, step: Step, decision: Decision) -> None:
        """Look at a decision, and ask the plain question too."""
        answer = decision_json(decision)
        self.say(answer)
        if decision.to_dict() != answer or decision.to_json() != canonical(answer):
            raise expect.Unexpected("attributes, `to_dict` and `to_json` differ")
        expect.decision(step, answer)
        if "context" not in step:
            plain_question(engine, step, decision.allowed)

    def reported(self, step: Step, report: dict[str, Any]) -> None:
        """Look at a report."""
        self.say({"report": step.get("kind")})
        expect.contains(step, report)

    def reloaded(self, step: Step, document: Step, version: str) -> None:
        """Look at the version that a reload names."""
        self.say({"reload": version})
        self.document = document
        expect.success(step)

    def recorded(self, step: Step, receipt: Receipt) -> None:
        """Look at the receipt of an act."""
        answer = receipt_json(receipt)
        self.say(answer)
        expect.receipt(step, answer)

    def load(self, engine: Engine, step: Step) -> None:
        """Check a document that is not loaded."""
        document = merge(self.document, step.get("patch", {}))
        try:
            found, failed = engine.check(text_of(document)), False
        except PolicyError as error:
            found, failed = error.diagnostics, True
        except Error as error:
            raise expect.Unexpected(f"the check failed: {error}") from error
        codes = sorted(one.code for one in found if one.is_error == failed)
        self.say({"load": codes})
        expect.diagnostics(step, failed, found)


def named_policy(path: Path) -> Step:
    """The document of a policy that a case names."""
    try:
        return read(path)
    except OSError as error:
        fault = f"{error.strerror} (os error {error.errno})"
        raise expect.Unexpected(f"`{path}` can't be read: {fault}") from error


def instant(text: str) -> datetime:
    """Read an instant as the engine does."""
    try:
        at = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError as error:
        raise expect.Unexpected(f"`{text}` is no instant") from error
    return at if at.tzinfo is not None else at.replace(tzinfo=timezone.utc)


def decide(engine: Engine, step: Step) -> Decision:
    """Ask in full."""
    context = step.get("context")
    return engine.decide(step.get("user", ""), step.get("purpose", ""), context)


def plain_question(engine: Engine, step: Step, allowed: bool) -> None:
    """Ask whether the purpose may run; it has to agree with the decision."""
    user, purpose = step.get("user", ""), step.get("purpose", "")
    try:
        answer = engine.can_process(user, purpose)
    except Error as error:
        message = f"`can_process` failed where `decide` did not: {error}"
        raise expect.Unexpected(message) from error
    if answer != allowed:
        plain, full = str(answer).lower(), str(allowed).lower()
        message = f"`can_process` says {plain} where `decide` says {full}"
        raise expect.Unexpected(message)


def act(engine: Engine, name: str, step: Step) -> Receipt:
    """Record an act."""
    if name not in OPTIONS:
        raise InvalidArgument("invalid `do`: unknown operation", "do")
    missing = {"purpose": "*", "signals": {}}
    places = POSITIONAL.get(name, ("purpose",))
    positional = [step.get(place, missing.get(place, "")) for place in places]
    options = {key: step[key] for key in (*OPTIONS[name], "at") if key in step}
    receipt: Receipt = getattr(engine, name)(
        step.get("user", ""), *positional, **options
    )
    return receipt


def report(folders: list[Path], policies: Path) -> tuple[int, int]:
    """Run every case and print a line for each; returns how many passed and failed."""
    passed = failed = 0
    for folder in folders:
        for path in files(folder):
            for case in cases(path):
                run = Run(case, policies)
                try:
                    steps = run.all()
                except expect.Unexpected as what:
                    print(f"FAILED {case['id']} step {run.step}: {what}")
                    failed += 1
                else:
                    lines = "".join(f"{answer}\n" for answer in run.answers)
                    digest = hashlib.sha256(lines.encode()).hexdigest()[:16]
                    print(f"ok {case['id']} {steps} {digest}")
                    passed += 1
    print(f"{passed} passed, {failed} failed")
    return passed, failed


def main() -> int:
    """Run the folders that the command line names."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--policies", type=Path, default=Path("examples/policies"))
    parser.add_argument("folders", type=Path, nargs="*")
    arguments = parser.parse_args()
    folders = arguments.folders or [Path("tests/vectors")]
    for folder in folders:
        if not folder.is_dir():
            parser.error(f"`{folder}` is no folder")
    with contextlib.suppress(AttributeError):
        # the report is UTF-8 with plain line ends on every platform
        sys.stdout.reconfigure(encoding="utf-8", newline="\n")  # type: ignore[union-attr]
    return 0 if report(folders, arguments.policies)[1] == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
