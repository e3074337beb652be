"""Helpers for the tests of applications, with pytest or without."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ._lint import lint

if TYPE_CHECKING:
    from collections.abc import Collection

    from .types import Policy

__all__ = ["assert_tagged"]


def assert_tagged(policy: Policy, *schemas: Any, ignore: Collection[str] = ()) -> None:
    """Fail unless each field has a category, a purpose and a retention rule.

        def test_every_field_is_tagged():
            assert_tagged("policy.toml", Customer, Order)

    `ignore` names rules that are not looked at: of `untagged_field`,
    `unknown_category`, `unused_category`, `no_retention`.
    """
    __tracebackhide__ = True
    unknown = sorted(set(ignore) - _RULES)
    if unknown:
        message = (
            f"there is no rule `{unknown[0]}`; there are {', '.join(sorted(_RULES))}"
        )
        raise ValueError(message)
    found = [one for one in lint(policy, *schemas) if one.rule not in ignore]
    if found:
        lines = [f"{f.schema}.{f.path}: {f.rule}: {f.message}" for f in found]
        raise AssertionError("\n".join([f"{len(found)} fields lack something", *lines]))


_RULES = {"untagged_field", "unknown_category", "unused_category", "no_retention"}
