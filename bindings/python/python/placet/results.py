"""What the engine gives back, as plain frozen data."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import datetime

    from .types import Severity

__all__ = [
    "Diagnostic",
    "Difference",
    "Evidence",
    "HistoryEntry",
    "Obligation",
    "Place",
    "Receipt",
    "Reloaded",
    "Remedy",
    "Verification",
]


@dataclass(frozen=True, slots=True)
class Remedy:
    """What would turn a denial into an allowance."""

    action: str
    """For programs: `ask_consent`, `ask_guardian`, `show_notice`, `respect`, …"""
    purpose: str
    """The purpose it is about."""
    notice: str | None
    """The version of the policy whose notice to show, as `id@version`."""
    text: str
    """The same as a sentence for people."""


@dataclass(frozen=True, slots=True)
class Obligation:
    """Something that the application has to do."""

    kind: str
    """What: `show_notice`, `include_unsubscribe`, `erase`, … or the policy's own."""
    subject: str | None
    """What it is about: for `show_notice` the notice."""
    due: datetime | None
    """By when, in UTC."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """The event of the ledger on which a decision rests."""

    position: int
    """Its position in the ledger, from 1."""
    at: datetime
    """When it happened, in UTC."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What an act left: it is durable once the receipt is there."""

    position: int
    """Position of the event in the ledger, from 1."""
    at: datetime
    """When it happened, in UTC."""
    obligations: tuple[Obligation, ...]
    """What the application has to do because of it: erase a child's data, say."""


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One event of a user's history."""

    position: int
    """Its position in the ledger, from 1."""
    at: datetime
    """When it happened, in UTC."""
    act: str
    """The name of the operation that recorded it: `grant`, `withdraw`, …"""
    user: str
    """The user; empty in the last event of an erased user."""
    policy: str | None
    """The version of the policy that was in force, as `id@version`."""
    details: dict[str, Any] = field(hash=False)
    """What the act said: purpose, guardian, notice, method, …"""
    hash: str
    """Its hash in the chain, in hexadecimal."""


@dataclass(frozen=True, slots=True)
class Verification:
    """What a whole verification found in order."""

    events: int
    """Events in the chain."""
    users: int
    """Users with a state."""
    head: str
    """The hash of the last event: keep it elsewhere, to compare a later one with."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a policy document."""

    file: str
    """The file's path, or `<text>`."""
    line: int
    """From 1."""
    column: int
    """From 1, in characters."""
    start: int
    """The first byte in the text."""
    end: int
    """The byte behind the last one."""


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding about a policy document; as a string it is one line for people."""

    severity: Severity
    """`error` keeps the document from loading; `warning` does not."""
    code: str
    """A stable code."""
    message: str
    """The fault in plain words."""
    place: Place
    """Where."""
    help: str | None
    """The nearest right name, or another help."""
    note: str | None
    """The author's own note on the table."""

    @property
    def is_error(self) -> bool:
        """Whether it keeps the document from loading."""
        return self.severity == "error"

    def __str__(self) -> str:
        """Place, fault, help and note in one line."""
        place = self.place
        help_ = f"; {self.help}" if self.help is not None else ""
        note = f" (note: {self.note})" if self.note is not None else ""
        where = f"{place.file}:{place.line}:{place.column}"
        return f"{where}: {self.message}{help_}{note}"


@dataclass(frozen=True, slots=True)
class Difference:
    """What changes from one version of a policy to the next, by purpose."""

    from_: str
    """The earlier version."""
    to: str
    """The later version."""
    material: bool
    """Whether the later version calls the change material."""
    added: tuple[str, ...]
    """Purposes that the earlier version does not have."""
    removed: tuple[str, ...]
    """Purposes that the later version does not have."""
    widened: tuple[str, ...]
    """Purposes that may do more than before."""
    narrowed: tuple[str, ...]
    """Purposes that may do less than before."""


@dataclass(frozen=True, slots=True)
class Reloaded:
    """What a reload changed."""

    version: str
    """The version that was loaded, as `id@version`."""
    difference: Difference | None
    """What it changes from the version before it; none for the first."""
    outdated: tuple[str, ...]
    """Purposes whose consents of an earlier notice are outdated by it."""
    warnings: tuple[Diagnostic, ...]
    """What the document loaded with."""
