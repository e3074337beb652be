"""Names for types that callers write down."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, TypedDict

if TYPE_CHECKING:
    from .results import Notification

__all__ = [
    "Account",
    "Action",
    "Assurance",
    "Attests",
    "Clock",
    "ConsentKind",
    "Context",
    "ContextOfDisclosure",
    "DataFormat",
    "Document",
    "Effect",
    "Form",
    "Found",
    "Framework",
    "Grounds",
    "GuardianStatus",
    "Initiator",
    "Instant",
    "Listener",
    "Operation",
    "Policy",
    "PolicyKey",
    "RecordSchema",
    "RegistrationKind",
    "ReportKind",
    "ResidenceSource",
    "Role",
    "Severity",
    "Signals",
    "Source",
    "Store",
    "Words",
]

Instant: TypeAlias = datetime | date | str
"""An aware `datetime`, a `date` (the beginning of that day in UTC), or ISO 8601."""
Document: TypeAlias = str | os.PathLike[str]
"""A policy document: its text, or its path."""
Policy: TypeAlias = Document | Sequence[Document]
"""One document, or several versions of one policy."""
Store: TypeAlias = str | os.PathLike[str]
"""The path of the ledger's file, or `memory:`."""
RecordSchema: TypeAlias = str | type | Mapping[str, Any] | Any
"""The name of a schema of the policy, or what `placet.tags` reads."""
Clock: TypeAlias = Callable[[], datetime]
"""Tells the time, as an aware `datetime`."""
Listener: TypeAlias = Callable[["Notification"], object]
"""Is told what happens; what it gives back is not looked at."""
PolicyKey: TypeAlias = bytes | str
"""The public key of whoever publishes a policy: 32 bytes, or 64 hexadecimal digits."""
Signals: TypeAlias = Mapping[str, bool | int | str]
"""Signals by name: `True`, `1` or `"1"` is on; `False`, `0` or `"0"` is off.

Any other text of `tcf` and `gpp` is a consent string.
"""
Attests: TypeAlias = Mapping[str, bool]
"""What the caller attests, by name."""
Words: TypeAlias = Mapping[str, str | bool | int | date]
"""Texts by name; flags, numbers, days and aware instants are written as text."""

Account: TypeAlias = Literal["none", "active", "suspended", "closed", "terminated"]
Action: TypeAlias = Literal["verify", "acknowledge", "fulfil", "refuse", "close"]
Assurance: TypeAlias = Literal["declared", "estimated", "confirmed", "verified"]
ConsentKind: TypeAlias = Literal["explicit", "implied", "assumed"]
DataFormat: TypeAlias = Literal["csv", "json", "ndjson", "parquet"]
Effect: TypeAlias = Literal["none", "minor", "significant"]
Form: TypeAlias = Literal["raw", "pseudonymised", "aggregated", "anonymised"]
Found: TypeAlias = Literal["passed", "failed", "passed_over", "not_reached"]
Framework: TypeAlias = Literal["tcf", "gpp"]
Grounds: TypeAlias = Literal["name", "values", "text", "policy"]
GuardianStatus: TypeAlias = Literal["verified", "pending"]
Initiator: TypeAlias = Literal["user", "company"]
Operation: TypeAlias = Literal[
    "use",
    "collect",
    "store",
    "read",
    "set",
    "share",
    "forward",
    "disclose",
    "transfer",
    "solicit",
    "derive",
    "combine",
    "inspect",
    "verify",
    "delete",
    "sell",
    "rent",
    "trade",
]
RegistrationKind: TypeAlias = Literal[
    "instrument",
    "business_transfer",
    "breach",
    "breach_notice",
    "control",
    "recipient_review",
    "erasure_backup",
]
ReportKind: TypeAlias = Literal[
    "policy",
    "bases",
    "differences",
    "processing",
    "retention",
    "recipients",
    "notices",
    "rights",
    "erasures",
    "controls",
    "breaches",
    "overdue",
    "disclosures",
    "holdings",
    "features",
    "shine_the_light",
]
ResidenceSource: TypeAlias = Literal["registered", "billing", "ip"]
Role: TypeAlias = Literal["own", "custodian"]
Severity: TypeAlias = Literal["error", "warning"]
Source: TypeAlias = Literal["direct", "observed", "third_party", "public", "inferred"]


class ContextOfDisclosure(TypedDict, total=False):
    """A context whose recipient is an argument of its own."""

    categories: Sequence[str]
    """The data categories that are to be used."""
    operation: Operation
    """What is to be done with them."""
    source: Source
    """Where the data are from."""
    provider: str
    """Who gave the data, where that is not the user."""
    origin: str
    """The evidence that the user let the provider give the data."""
    collection_point: str
    """The form, page or desk at which the data were or are collected."""
    reference: str
    """What the data were given for, or what this processing serves."""
    inputs: Sequence[str]
    """The categories that the data are derived from or combined of."""
    linked: bool
    """Whether data that identify nobody are joined with data that do."""
    form: Form
    """The form of the data; raw when not given."""
    group_size: int
    """How many people stand behind each figure of aggregated data."""
    destination: str
    """The country they are to go to."""
    mechanism: str
    """The transfer mechanism: `scc`, `adequacy`, `bcr`, … (GDPR Art. 44 to 49)."""
    technology: str
    """The cookie, tag or SDK that is to be used."""
    lifetime: str
    """The lifetime that it is to be set with: `session`, or ISO 8601 as `P1Y`."""
    set_at: Instant
    """When it was set, where that is not on record."""
    device: str
    """The class of device: `mobile`, `desktop`, …"""
    content: str
    """The class of content."""
    channel: str
    """The channel, of communication (`email`) or of transport (`https`)."""
    actor: str
    """The role of whoever acts."""
    attests: Attests
    """What the caller attests: `encryption`, `mfa`, `critical`, …"""
    instrument: str
    """The registered legal instrument that demands it."""
    justification: str
    """Why a disclosure is justified, in words."""
    effect: Effect
    """How much an automated decision does to the user (GDPR Art. 22)."""
    decision: str
    """The number of the automated decision that is relied on."""
    role: Role
    """`custodian` for data that are held for somebody else, else `own`."""
    surface: str
    """The site, app or feature that asks."""
    initiated_by: Initiator
    """`user` when the user asked for this processing, else `company`."""
    at: Instant
    """The instant to decide for; now when not given."""


class Context(ContextOfDisclosure, total=False):
    """What a question says besides user and purpose.

    A field that is left out leaves out the checks that would read it. Where a rule
    of the policy demands something of a question (an instrument, an attestation, a
    reference), a question that says nothing of it is denied.
    """

    recipient: str
    """Who is to receive them."""
