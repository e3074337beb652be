"""Runs conformance vectors on the package: `conformance.py --policies DIR DIR…`.

The form of vectors and report is described in `core/src/docs/vectors.md`. The report
is the same, byte for byte, in every language.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import sys
from dataclasses import asdict
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any

import expect
from answers import (
    canonical,
    case_json,
    decision_json,
    due_json,
    failure,
    receipt_json,
    task_json,
)
from documents import cases, files, merge, read, text_of
from placet import (
    Decision,
    Engine,
    Error,
    InvalidArgument,
    PolicyError,
    Receipt,
    classify,
)

if TYPE_CHECKING:
    from collections.abc import Callable

Step = dict[str, Any]

PSEUDONYM_KEY = b"placet conformance"
"""The key of the pseudonyms that vectors expect."""

SCOPE = ("channel", "recipient", "destination")

OPTIONS: dict[str, tuple[str, ...]] = {
    "grant": ("by", "kind", "notice", "expires", "method", *SCOPE, "at"),
    "withdraw": ("by", "method", *SCOPE, "at"),
    "opt_out": ("by", "method", *SCOPE, "at"),
    "opt_in": ("by", "method", *SCOPE, "at"),
    "object_to": ("ground", "by", "method", *SCOPE, "at"),
    "overrule_objection": ("at",),
    "restrict": ("ground", "at"),
    "lift_restriction": ("at",),
    "acknowledge": ("agrees", "method", "at"),
    "update": (
        *("birthdate", "age", "age_range", "assurance", "source", "residence"),
        *("residence_source", "account", "kind", "at"),
    ),
    "link_guardian": ("status", "method", "evidence", "at"),
    "unlink_guardian": ("at",),
    "apply_signals": ("at",),
    "erase": ("at",),
    "record": ("reference", "on", "details", "at"),
    "collect": ("context",),
    "disclose": ("context",),
    "audit": ("context",),
    "hold": ("categories", "at"),
    "release": ("at",),
    "dispose": ("method", "at"),
    "due": ("at",),
    "register": ("fields", "at"),
    "request": (
        *("by", "channel", "about", "recipient", "decision", "mode", "reason"),
        *("subject", "at"),
    ),
    "respond": ("task", "outcome", "reason", "actor", "attests", "at"),
    "cases": (),
    "erasure_plan": ("at",),
    "export": ("subset", "case", "actor", "attests"),
    "import": ("at",),
    "changes": ("user",),
    "merge": ("user",),
    "join": ("at",),
    "part": ("at",),
    "apply_consent_string": (),
    "filter": ("context",),
}
"""The operations, and which arguments of a step each of them takes by name."""

POSITIONAL: dict[str, tuple[str, ...]] = {
    "overrule_objection": ("user", "purpose", "reason"),
    "acknowledge": ("user", "notice"),
    "update": ("user",),
    "link_guardian": ("user", "guardian"),
    "unlink_guardian": ("user", "guardian"),
    "apply_signals": ("user", "signals"),
    "erase": ("user",),
    "record": ("user", "event"),
    "disclose": ("user", "purpose", "recipient"),
    "hold": ("user", "hold", "reason"),
    "release": ("user", "hold"),
    "dispose": ("user", "rule"),
    "due": (),
    "register": ("kind", "id"),
    "request": ("user", "right"),
    "respond": ("user", "case", "action"),
    "cases": ("user",),
    "erasure_plan": ("user",),
    "export": ("user",),
    "import": ("from",),
    "changes": ("since",),
    "merge": ("from",),
    "join": ("user", "visitor"),
    "part": ("user", "visitor"),
    "apply_consent_string": ("user", "framework", "string"),
    "filter": ("user", "purpose", "record", "schema"),
}
"""What goes by place, where that is not the user and the purpose."""

MISSING: Step = {"purpose": "*", "signals": {}, "case": 0, "from": None, "since": 0}
"""What stands for an argument by place that a step leaves out, if it is no text."""

# an import, a registration and a join tell nothing but what is due because of them
OBLIGATIONS = ("register", "import", "join", "part")


class Run:
    """A case in progress."""

    def __init__(self, case: Step, policies: Path) -> None:
        self.case = case
        self.policies = policies
        self.document: Step = {}
        self.others: dict[str, Engine] = {}
        self.names: dict[str, Any] = {}
        self.answers: list[str] = []
        self.step = 0
        self.now = instant("2025-01-15T12:00:00Z")

    def all(self) -> int:
        """Do every step; returns how many there are."""
        if "clock" in self.case:
            self.now = instant(self.case["clock"])
        steps: list[Step] = self.case.get("steps", [])
        with contextlib.ExitStack() as engines:
            first = engines.enter_context(self.open(self.case))
            for given in steps:
                self.step += 1
                step = self.named(given)
                if step["do"] == "open":
                    other = engines.enter_context(self.open(step))
                    self.others[step.get("engine", "")] = other
                else:
                    self.one(self.engine(first, step), step)
        return len(steps)

    def open(self, body: Step) -> Engine:
        """Open an engine on the documents of a case or of an `open` step."""
        texts = [text_of(document) for document in self.documents(body)]
        try:
            return Engine.open(
                texts, "memory:", clock=lambda: self.now, pseudonym_key=PSEUDONYM_KEY
            )
        except Error as error:
            raise expect.Unexpected(f"the policy is not loaded: {error}") from error

    def engine(self, first: Engine, step: Step) -> Engine:
        """The engine that a step is done on."""
        if "engine" not in step:
            return first
        name = step["engine"]
        if name not in self.others:
            raise expect.Unexpected(f"no engine `{name}` was opened")
        return self.others[name]

    def named(self, step: Step) -> Step:
        """A step with what earlier steps gave a name in place of the names."""
        meant = dict(step)
        for key in ("case", "decision", "from"):
            self.put(meant, key)
        if "context" in meant:
            meant["context"] = dict(meant["context"])
            self.put(meant["context"], "decision")
        return meant

    def put(self, table: Step, key: str) -> None:
        """Put what is meant in place of its name."""
        name = table.get(key)
        if isinstance(name, str) and name in self.names:
            table[key] = self.names[name]

    def documents(self, body: Step) -> list[Step]:
        """The versions of the policy that a case or a step opens with."""
        if "document" in body:
            documents = [body["document"]]
        elif "policy" in body:
            named = body["policy"]
            names = named if isinstance(named, list) else [named]
            documents = [named_policy(self.policies / f"{name}.toml") for name in names]
        else:
            raise expect.Unexpected("the case has neither `policy` nor `document`")
        if "patch" in body:
            documents[-1] = merge(documents[-1], body["patch"])
        for patch in body.get("patches", []):
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
            options = {key: step[key] for key in ("year", "at") if key in step}
            report = engine.report(step.get("kind", ""), step.get("user"), **options)
            return lambda: self.reported(step, report)
        if name == "reload":
            document = merge(self.document, step.get("patch", {}))
            version = engine.reload(text_of(document)).version
            return lambda: self.reloaded(step, document, version)
        if name == "classify":
            suggestions = classified(step)
            return lambda: self.answered(step, {"suggestions": suggestions})
        came = call(engine, name, step)
        if isinstance(came, Receipt) and name not in OBLIGATIONS:
            return lambda: self.recorded(step, came)
        return lambda: self.answered(step, value_json(name, came))

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
        if "as" in step:
            self.names[step["as"]] = str(receipt.position)
        self.say(answer)
        expect.receipt(step, answer)

    def answered(self, step: Step, answer: Step) -> None:
        """Look at an answer that is a value of its own, and keep it by its name."""
        if "as" in step:
            self.names[step["as"]] = str(answer["id"]) if "id" in answer else answer
        # the hashes of events are salted, and they and ledgers differ in each run
        salted: tuple[str, ...] = ("events", "decisions")
        if "ledger" in answer:
            salted += ("ledger", "digest", "key", "erased")
        self.say({key: answer[key] for key in answer if key not in salted})
        expect.contains(step, answer)

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


def classified(step: Step) -> list[Step]:
    """Suggest categories for columns or records."""
    columns = step.get("columns")
    # tables of a vector have no order, those of Python do
    data = step["records"] if columns is None else dict(sorted(columns.items()))
    found = classify(data, sample=step.get("sample"))
    plain: list[Step] = json.loads(json.dumps([asdict(one) for one in found]))
    return plain


def call(engine: Engine, name: str, step: Step) -> Any:
    """Call an operation with the arguments of a step."""
    if name not in OPTIONS:
        raise InvalidArgument("invalid `do`: unknown operation", "do")
    given = dict(step)
    if isinstance(given.get("case"), str):
        # what no number stands for is no case
        given["case"] = int(given["case"]) if given["case"].isdecimal() else 0
    for key in ("fields", "details"):
        if isinstance(given.get(key), dict):
            given[key] = {name: text(value) for name, value in given[key].items()}
    places = POSITIONAL.get(name, ("user", "purpose"))
    positional = [given.get(place, MISSING.get(place, "")) for place in places]
    options = {key: given[key] for key in OPTIONS[name] if key in given}
    method = "import_data" if name == "import" else name
    came = getattr(engine, method)(*positional, **options)
    # of an audited decision the receipt is looked at, of a string what became of it
    if name == "audit":
        return came[1]
    return came[1] if name == "apply_consent_string" else came


def text(value: Any) -> str:
    """A text, and anything else as JSON."""
    return value if isinstance(value, str) else canonical(value)


def value_json(name: str, came: Any) -> Step:
    """An answer that is a value of its own."""
    if name in OBLIGATIONS:
        return {"obligations": receipt_json(came)["obligations"]}
    if name in ("request", "respond"):
        return case_json(came)
    if name == "cases":
        return {"cases": [case_json(one) for one in came]}
    if name == "erasure_plan":
        return {"items": [task_json(one) for one in came]}
    if name == "due":
        return {"items": [due_json(one) for one in came]}
    if name == "merge":
        merged: Step = json.loads(json.dumps(asdict(came)))
        del merged["ledger"]
        return merged
    if name == "filter":
        filtered: Step = json.loads(came.to_json())
        return filtered
    if name == "apply_consent_string":
        return {"signals": came.signals, "unexpressed": list(came.unexpressed)}
    exported: Step = came
    return exported


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
