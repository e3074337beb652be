"""Names for types that callers write down."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Literal, TypeAlias, TypedDict

__all__ = [
    "Account",
    "Assurance",
    "Clock",
    "ConsentKind",
    "Context",
    "Document",
    "Form",
    "GuardianStatus",
    "Initiator",
    "Instant",
    "Policy",
    "ReportKind",
    "ResidenceSource",
    "Severity",
    "Signals",
    "Store",
]

Instant: TypeAlias = datetime | date | str
"""An aware `datetime`, a `date` (the beginning of that day in UTC), or ISO 8601."""
Document: TypeAlias = str | os.PathLike[str]
"""A policy document: its text, or its path."""
Policy: TypeAlias = Document | Sequence[Document]
"""One document, or several versions of one policy."""
Store: TypeAlias = str | os.PathLike[str]
"""The path of the ledger's file, or `memory:`."""
Clock: TypeAlias = Callable[[], datetime]
"""Tells the time, as an aware `datetime`."""
Signals: TypeAlias = Mapping[str, bool | int | str]
"""Signals by name: `True`, `1` or `"1"` is on; `False`, `0` or `"0"` is off."""

Account: TypeAlias = Literal["none", "active", "suspended", "closed", "terminated"]
Assurance: TypeAlias = Literal["declared", "estimated", "confirmed", "verified"]
ConsentKind: TypeAlias = Literal["explicit", "implied", "assumed"]
Form: TypeAlias = Literal["raw", "pseudonymised", "aggregated", "anonymised"]
GuardianStatus: TypeAlias = Literal["verified", "pending"]
Initiator: TypeAlias = Literal["user", "company"]
ReportKind: TypeAlias = Literal["policy", "bases", "notices", "differences"]
ResidenceSource: TypeAlias = Literal["registered", "billing", "ip"]
Severity: TypeAlias = Literal["error", "warning"]


class Context(TypedDict, total=False):
    """What a question says besides user and purpose.

    A field that is left out leaves out the checks that would read it; saying less
    never allows more than the same question without a context.
    """

    categories: Sequence[str]
    """The data categories that are to be used."""
    operation: str
    """What is to be done with them: `collect`, `store`, `use`, `share`, …"""
    form: Form
    """The form of the data; raw when not given."""
    recipient: str
    """Who is to receive them."""
    destination: str
    """The country they are to go to."""
    technology: str
    """The cookie, tag or SDK that is to be used."""
    content: str
    """The class of content."""
    instrument: str
    """The registered legal instrument that demands it."""
    surface: str
    """The site, app or feature that asks."""
    initiated_by: Initiator
    """`user` when the user asked for this processing, else `company`."""
    at: Instant
    """The instant to decide for; now when not given."""
