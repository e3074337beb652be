"""What is missing between the schemas of a code base and a policy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import _native
from ._records import fields_of

if TYPE_CHECKING:
    from .results import Finding
    from .types import Policy


def lint(policy: Policy, *schemas: Any) -> list[Finding]:
    """Find fields without a category, without a use, or without a retention rule.

    The schemas that the policy declares are looked at, and whatever else `placet.tags`
    reads: classes with tagged fields, JSON Schemas, tables. `policy` is a path or a
    text; of several versions the latest counts. `placet.testing.assert_tagged` fails a
    test with what is found.
    """
    return _native.lint(policy, [fields_of(schema) for schema in schemas])
