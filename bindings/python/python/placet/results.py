"""What the engine gives back, as plain frozen data."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from ._native import Filtered

if TYPE_CHECKING:
    from datetime import date, datetime

    from .types import Found, Grounds, Severity

__all__ = [
    "Case",
    "Change",
    "Check",
    "Clue",
    "Diagnostic",
    "Difference",
    "Due",
    "Evidence",
    "Filtered",
    "Finding",
    "HistoryEntry",
    "Merged",
    "Notification",
    "Obligation",
    "Origin",
    "Place",
    "Receipt",
    "Recording",
    "Registration",
    "Reload",
    "Reloaded",
    "Remedy",
    "StageTime",
    "Suggestion",
    "Task",
    "Understood",
    "Verification",
    "WouldDeny",
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
class Origin:
    """The place of an event in the ledger that recorded it."""

    ledger: str
    """The ledger, as its engine's `ledger` names it."""
    number: int
    """Its position there, from 1."""
    digest: str
    """SHA-256 of the event there, in hexadecimal."""
    seen: dict[str, int] = field(hash=False)
    """Which of the user's events in other ledgers were known there: the last ones."""


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
    merged_from: Origin | None
    """Where it was recorded, if it was merged from another ledger."""


@dataclass(frozen=True, slots=True)
class Merged:
    """What a merge did."""

    ledger: str
    """The other ledger."""
    until: int
    """Up to which of its positions it is known here now."""
    taken: int
    """Events that were taken in."""
    known: int
    """Events that were known already."""
    users: tuple[str, ...]
    """Users of whom something was taken in."""
    erased: tuple[str, ...]
    """Those of them who were erased by it: erase what you have of them, too."""


@dataclass(frozen=True, slots=True)
class Recording:
    """A listener is told: an act was recorded, here or by another process."""

    kind: Literal["act"] = field(default="act", init=False)
    """`act`."""
    position: int
    """Its position in the ledger, from 1."""
    user: str
    """The user; empty for what the company registers, and for an erasure elsewhere."""
    operation: str
    """The name of the operation that recorded it: `withdraw`, …"""
    at: datetime
    """When it happened, in UTC."""
    merged: bool
    """Whether it was merged from another ledger."""


@dataclass(frozen=True, slots=True)
class Reload:
    """A listener is told: a version of the policy was loaded."""

    kind: Literal["reload"] = field(default="reload", init=False)
    """`reload`."""
    policy: str
    """The version, as `id@version`."""
    outdated: tuple[str, ...]
    """Purposes whose consents of an earlier notice it outdates."""


@dataclass(frozen=True, slots=True)
class WouldDeny:
    """A listener is told: an answer allowed what enforcement would have denied."""

    kind: Literal["would_deny"] = field(default="would_deny", init=False)
    """`would_deny`."""
    user: str
    """The user."""
    purpose: str
    """The purpose, which has `mode = "observe"`."""
    reasons: tuple[str, ...]
    """The codes of the reasons."""


Notification: TypeAlias = Recording | Reload | WouldDeny
"""What a listener is told; `kind` says which it is, for logs and `match`."""


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
    categories_added: dict[str, tuple[str, ...]] = field(hash=False)
    """By purpose, the categories that it may use now and might not before."""
    recipients_added: tuple[str, ...]
    """Recipients that the earlier version does not have."""
    recipients_removed: tuple[str, ...]
    """Recipients that the later version does not have."""
    recipients_widened: tuple[str, ...]
    """Recipients that may receive more than before."""


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


@dataclass(frozen=True, slots=True)
class Check:
    """One check of a decision, and what it found."""

    name: str
    """Its code, the same in every language."""
    title: str
    """What it looks at, for people."""
    found: Found
    """What came of it."""
    reasons: tuple[str, ...]
    """The codes of the reasons that it gave, in order."""
    texts: tuple[str, ...]
    """The same reasons, each as a sentence for people."""
    why: str | None
    """Why it was passed over or not reached."""


@dataclass(frozen=True, slots=True)
class Task:
    """Something that a case or an erasure asks for, or that is kept and why."""

    kind: str
    """What: `erase`, `keep`, `notify_recipient`, …"""
    subject: str
    """What it is about."""
    reason: str | None
    """Why something is kept or out of reach."""
    until: datetime | None
    """Until when it is kept, or by when it is due, in UTC."""
    done: bool
    """Whether it is done; what is kept is no work."""


@dataclass(frozen=True, slots=True)
class Case:
    """A request, complaint or report of a user's, as it stands."""

    id: int
    """Its number."""
    right: str
    """The right or kind of case."""
    status: str
    """`received`, `verified`, `fulfilled`, `refused` or `closed`."""
    received: datetime
    """When it was received, in UTC."""
    due: date | None
    """The last day on which it can be answered in time; none where nobody says."""
    due_source: str | None
    """Who says so: `policy`, or `overlay:KEY`."""
    overdue: bool
    """Whether that day is over and the case is not."""
    verified: bool
    """Whether the requester is verified."""
    by: str | None
    """Who asked; none is the user."""
    channel: str | None
    """The channel by which it came."""
    owner: str | None
    """Who handles it."""
    reply_via: str | None
    """The channel by which it is answered."""
    about: tuple[str, ...]
    """The categories or purposes that it is about."""
    recipient: str | None
    """The recipient whom the user names."""
    decision: str | None
    """The number of the audited decision that is contested."""
    mode: str | None
    """Its mode."""
    outcome: str | None
    """How it ended, or stands."""
    reason: str | None
    """The company's reason, else the requester's."""
    tasks: tuple[Task, ...]
    """What has to be done."""
    remedies: tuple[str, ...]
    """Whom the user may turn to (GDPR Art. 12(4), 77)."""
    note: str | None
    """What else is to be known: that nothing sets a deadline, say."""


@dataclass(frozen=True, slots=True)
class Due:
    """Something that the company has to do."""

    kind: str
    """`disposal`, `case`, `breach`, `control`, `recipient_review`, …"""
    user: str | None
    """The user; none for what is about nobody, or about one who was erased."""
    subject: str
    """The retention rule, right, breach, control, recipient or version."""
    action: str
    """`delete`, `anonymise`, `respond`, `notify`, `audit`, `review`, …"""
    since: datetime
    """The instant at which the clock began, in UTC."""
    due: datetime
    """The first instant at which the time is over, in UTC."""
    overdue: bool
    """Whether it is over."""
    detail: dict[str, Any] = field(hash=False)
    """What else matters: `categories`, `reference`, `case`, `missing`, …"""


@dataclass(frozen=True, slots=True)
class StageTime:
    """A status or stage of something registered."""

    value: str
    """The status or stage."""
    at: datetime
    """Since when, in UTC."""


@dataclass(frozen=True, slots=True)
class Registration:
    """Something that the company registered, as it stands."""

    kind: str
    """`instrument`, `business_transfer`, `breach`, `control`, …"""
    id: str
    """Its name."""
    fields: dict[str, str] = field(hash=False)
    """What is known of it."""
    times: tuple[StageTime, ...]
    """When it came to have each status or stage, in order."""
    since: datetime
    """When it was registered first, in UTC."""
    changed: datetime
    """When something was added last, in UTC."""
    position: int
    """The event that added it, from 1."""


@dataclass(frozen=True, slots=True)
class Change:
    """What became of the fields at one place of a record."""

    path: str
    """The place, as schemas write it: every item of a list has the same."""
    category: str | None
    """The category; none of a field without a tag."""
    transform: str | None
    """The transform that was carried out; none where the field was removed."""
    reasons: tuple[str, ...]
    """Why it was removed: reasons of a denial, `untagged`, `dropped`, `unreadable`."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is missing between a schema and a policy."""

    schema: str
    """The name of the schema."""
    path: str
    """The place of the field."""
    rule: str
    """`untagged_field`, `unknown_category`, `unused_category` or `no_retention`."""
    message: str
    """What is wrong and what to do."""


@dataclass(frozen=True, slots=True)
class Clue:
    """One thing that speaks for a suggestion, or is to be known of it."""

    grounds: Grounds
    """What it rests on: the name, values, texts, or what the policy does not have."""
    what: str
    """The words of the name, or what was found: `email`, `card`, `national_id_es`."""
    matched: int | None
    """How many values or texts are, or hold, such things."""
    of: int | None
    """Of how many that were looked at."""
    text: str
    """The same as words for people."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A category that the data at one place may be; a person decides."""

    path: str
    """The place, as schemas write it."""
    category: str
    """The category, one of the taxonomy."""
    confidence: float
    """How sure, from 0.3 to 0.99: an estimate."""
    evidence: tuple[Clue, ...]
    """What speaks for it. It holds no value of the data."""


@dataclass(frozen=True, slots=True)
class BatchChange:
    """What became of the fields at one place of a batch."""

    path: str
    """The place, as schemas write it: every item of a list has the same."""
    category: str | None
    """The category; none of a field without a tag."""
    transform: str | None
    """The transform that was carried out; none where the field was removed."""
    reasons: tuple[str, ...]
    """Why it was removed, as `Change` has it."""
    rows: int
    """The number of rows; one in which there was nothing to remove counts as well."""


@dataclass(frozen=True, slots=True)
class FilteredBatch:
    """A record batch, a table or a data frame as a purpose may see it."""

    data: Any = field(hash=False)
    """What is left, of the same library and kind as what was given.

    Of a library that is none of pyarrow, pandas and Polars it is an object with
    `__arrow_c_array__` or `__arrow_c_stream__`.
    """
    changes: tuple[BatchChange, ...]
    """What was removed or changed, by place."""
    valid_until: datetime | None
    """When, without any new event, something else could be left, in UTC."""


@dataclass(frozen=True, slots=True)
class Understood:
    """What became of a consent string."""

    signals: dict[str, bool] = field(hash=False)
    """The signals that it switched on or off."""
    unexpressed: tuple[str, ...]
    """What it says and the policy has no signal for."""
