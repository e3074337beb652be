"""What can go wrong, by what the caller does next.

Every exception of this package is an `Error` and has a `code`, the same in every
language. The message is for people and no interface. All of them can be pickled.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from ._native import Decision
    from .results import Diagnostic

__all__ = [
    "Denied",
    "Error",
    "IntegrityError",
    "InternalError",
    "InvalidArgument",
    "PolicyError",
    "Refused",
    "StoreError",
    "UnknownCategory",
    "UnknownPurpose",
    "UnknownRecipient",
    "UnknownSchema",
]


class Error(Exception):
    """An error of this package."""

    code: ClassVar[str] = "error"
    """The stable code of the kind."""

    def __reduce__(self) -> tuple[Any, ...]:
        """Keep what `__init__` set beside the message."""
        return _restore, (type(self), self.args, self.__dict__)


def _restore(
    kind: type[Error], arguments: tuple[Any, ...], details: dict[str, Any]
) -> Error:
    error = kind.__new__(kind, *arguments)
    error.__dict__.update(details)
    return error


class PolicyError(Error):
    """A policy document has errors and was not loaded."""

    code = "policy_error"

    def __init__(self, message: str, diagnostics: list[Diagnostic]) -> None:
        super().__init__(message)
        self.diagnostics = diagnostics
        """All faults and warnings, in the order of the document."""


class UnknownPurpose(Error):
    """A purpose that no version of the policy declares."""

    code = "unknown_purpose"

    def __init__(self, message: str, purpose: str, nearest: str | None = None) -> None:
        super().__init__(message)
        self.purpose = purpose
        """The name that was asked for, cut to 200 characters."""
        self.nearest = nearest
        """The declared name that is most like it."""


class UnknownCategory(Error):
    """A data category that is in no taxonomy."""

    code = "unknown_category"

    def __init__(self, message: str, category: str, nearest: str | None = None) -> None:
        super().__init__(message)
        self.category = category
        """The name that was given, cut to 200 characters."""
        self.nearest = nearest
        """The known name that is most like it."""


class UnknownRecipient(Error):
    """A recipient that the policy does not declare."""

    code = "unknown_recipient"

    def __init__(
        self, message: str, recipient: str, nearest: str | None = None
    ) -> None:
        super().__init__(message)
        self.recipient = recipient
        """The name that was given, cut to 200 characters."""
        self.nearest = nearest
        """The declared name that is most like it."""


class UnknownSchema(Error):
    """A schema that is not registered."""

    code = "unknown_schema"

    def __init__(self, message: str, schema: str, nearest: str | None = None) -> None:
        super().__init__(message)
        self.schema = schema
        """The name that was given, cut to 200 characters."""
        self.nearest = nearest
        """The registered name that is most like it."""


class InvalidArgument(Error):
    """An argument that can't be meant; the message says what to do."""

    code = "invalid_argument"

    def __init__(self, message: str, argument: str) -> None:
        super().__init__(message)
        self.argument = argument
        """The name of the argument."""


class Refused(Error):
    """An act that the policy or the law turns down; nothing was recorded."""

    code = "refused"

    def __init__(self, message: str, reason: str) -> None:
        super().__init__(message)
        self.reason = reason
        """The code of the reason."""


class Denied(Error):
    """A demand met a denial, and nothing was recorded.

    Raised by `require`, `recheck`, `collect`, `disclose` and the guards.
    """

    code = "denied"

    def __init__(self, message: str, decision: Decision) -> None:
        super().__init__(message)
        self.decision = decision
        """The whole decision."""


class StoreError(Error):
    """The store can't be opened, read or written."""

    code = "store_error"

    def __init__(self, message: str, path: str) -> None:
        super().__init__(message)
        self.path = path
        """The path of the store."""


class IntegrityError(Error):
    """The store's content is not what was written; the file is kept as it is."""

    code = "integrity_error"

    def __init__(self, message: str, path: str) -> None:
        super().__init__(message)
        self.path = path
        """The path of the store."""


class InternalError(Error):
    """A fault of the library itself; please report it."""

    code = "internal"
