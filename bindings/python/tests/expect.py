"""What a step of a vector expects, held against what came."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from answers import canonical
from placet import Denied, Diagnostic, Refused

if TYPE_CHECKING:
    from placet import Error

Step = dict[str, Any]

PLAIN = {
    *("reason", "reasons", "basis", "valid_until", "policy", "overlays"),
    *("residence", "surplus", "would_deny"),
}
"""Keys of a step that name a field of the decision."""


class Unexpected(Exception):
    """What was expected and what came."""


def equal(key: str, wanted: Any, came: Any) -> None:
    """Two values have to be the same."""
    if wanted != came or type(wanted) is not type(came):
        message = f"`{key}` should be {canonical(wanted)}, and is {canonical(came)}"
        raise Unexpected(message)


def success(step: Step) -> None:
    """Neither an error nor a refusal is expected."""
    code = step.get("error", step.get("refused"))
    if code is not None:
        raise Unexpected(f"it should fail with {canonical(code)}, and did not")


def error(step: Step, error: Error) -> None:
    """A refusal or another error has to be the expected one."""
    if "refused" in step:
        code = step["refused"]
        if not isinstance(error, Refused):
            message = f"it should be refused with {canonical(code)}, and failed:"
            raise Unexpected(f"{message} {error}")
        equal("refused", code, error.reason)
    elif isinstance(error, Denied) and "deny" in step:
        came = error.decision.reasons
        for code in step["deny"]:
            if code not in came:
                listed = "[" + ", ".join(f'"{reason}"' for reason in came) + "]"
                among = f"`{code}` should be among the reasons"
                raise Unexpected(f"{among}, which are {listed}")
    elif "error" in step:
        equal("error", step["error"], error.code)
    else:
        raise Unexpected(f"it failed: {error}")


def receipt(step: Step, receipt: dict[str, Any]) -> None:
    """An act succeeded, with the expected obligations."""
    contains(step, {"obligations": receipt["obligations"]})
    if "obligations" in step:
        equal("obligations", step["obligations"], names(receipt["obligations"]))


def decision(step: Step, decision: dict[str, Any]) -> None:
    """A decision has the expected fields."""
    success(step)
    # the keys of a step are looked at in one order in every language
    for key in sorted(step):
        wanted = step[key]
        if key == "allow":
            if not decision["allowed"]:
                reasons = canonical(decision["reasons"])
                raise Unexpected(f"it should be allowed, and is denied: {reasons}")
            equal("ground", wanted, decision["ground"])
        elif key == "deny":
            deny(wanted, decision)
        elif key == "remedy":
            equal(key, wanted, (decision["remedy"] or {}).get("action"))
        elif key == "evidence":
            equal(key, wanted, (decision["evidence"] or {}).get("position"))
        elif key == "obligations":
            equal(key, wanted, names(decision["obligations"]))
        elif key == "contact":
            for name in wanted:
                if name not in decision["contact"]:
                    came = f"which are {canonical(decision['contact'])}"
                    raise Unexpected(f"`{name}` should be among the contacts, {came}")
        elif key in PLAIN:
            equal(key, wanted, decision[key])


def deny(wanted: list[str], decision: dict[str, Any]) -> None:
    """A denial has these among its reasons."""
    if decision["allowed"]:
        should = f"it should be denied with {canonical(wanted)}"
        raise Unexpected(f"{should}, and is allowed: {canonical(decision['ground'])}")
    for reason in wanted:
        if reason not in decision["reasons"]:
            came = f"which are {canonical(decision['reasons'])}"
            raise Unexpected(f"`{reason}` should be among the reasons, {came}")


def diagnostics(step: Step, failed: bool, found: list[Diagnostic]) -> None:
    """A document has the expected faults and warnings."""
    listed = " | ".join(f"{one.code} ({one.message})" for one in found)
    for key, errors in (("errors", True), ("warnings", False)):
        for wanted in step.get(key, []):
            texts = [
                f"{one.code} {one.message} {one.help or ''}"
                for one in found
                if one.is_error == errors
            ]
            if not any(wanted in text for text in texts):
                should = f"`{wanted}` should be among the {key}"
                raise Unexpected(f"{should}, which are: {listed}")
    if failed != ("errors" in step):
        should = "load" if failed else "not load"
        raise Unexpected(f"the document should {should}: {listed}")


def contains(step: Step, answer: Any) -> None:
    """An answer holds what is expected, and not what is not."""
    success(step)
    if "contains" in step:
        within("answer", step["contains"], answer)
    if "left" in step and step["left"] != answer["record"]:
        wanted, left = canonical(step["left"]), canonical(answer["record"])
        raise Unexpected(f"what is left should be {wanted}, and is {left}")
    if "lacks" in step:
        lacks(step["lacks"], answer)


def lacks(unwanted: list[Any], answer: Any) -> None:
    """No element of an answer, or of a list in it, is matched by any of these."""
    lists = [answer] if isinstance(answer, list) else []
    if isinstance(answer, dict):
        # the lists of an answer are looked at in one order in every language
        values = [answer[key] for key in sorted(answer)]
        lists = [value for value in values if isinstance(value, list)]
    elements = [element for one in lists for element in one]
    for wanted in unwanted:
        for element in elements:
            if lies_within(wanted, element):
                should = f"{canonical(wanted)} should not be there"
                raise Unexpected(f"{should}, and is: {canonical(element)}")


def within(path: str, wanted: Any, came: Any) -> None:
    """One tree lies within another."""
    if isinstance(wanted, dict) and isinstance(came, dict):
        for key in sorted(wanted):
            within(f"{path}.{key}", wanted[key], came.get(key))
    elif isinstance(wanted, list) and isinstance(came, list):
        for value in wanted:
            if not any(lies_within(value, one) for one in came):
                should = f"`{path}` should hold {canonical(value)}"
                raise Unexpected(f"{should}, and is {canonical(came)}")
    else:
        equal(path, wanted, came)


def lies_within(wanted: Any, came: Any) -> bool:
    """Whether one tree lies within another."""
    try:
        within("", wanted, came)
    except Unexpected:
        return False
    return True


def names(obligations: list[dict[str, Any]]) -> list[str]:
    """Obligations as vectors name them."""
    return [
        one["kind"] if one["subject"] is None else f"{one['kind']}:{one['subject']}"
        for one in obligations
    ]
