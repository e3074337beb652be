"""May this user's data be processed for this purpose?

    from placet import Engine

    engine = Engine.open("policy.toml", "ledger.sqlite")
    if engine.can_process(user, "marketing.email"):
        send_newsletter(user)

A policy document says what is permitted. Acts of users (`grant`, `withdraw`,
`opt_out`, `object_to`, …) go into an append-only ledger. From these two the engine
answers; what is not declared is denied, and every denial says why and what would
change it: `engine.decide(user, "marketing.email")`.
"""

from ._aio import Acts
from ._classify import classify
from ._engine import Engine
from ._guarded import Guarded
from ._lint import lint
from ._native import Decision, Filtered, Permit, Schema, Subscription, __version__
from ._records import Tag, tag_arrow, tags
from .errors import (
    Denied,
    Error,
    IntegrityError,
    InternalError,
    InvalidArgument,
    PolicyError,
    Refused,
    StoreError,
    UnknownCategory,
    UnknownPurpose,
    UnknownRecipient,
    UnknownSchema,
)
from .results import (
    BatchChange,
    Case,
    Change,
    Check,
    Clue,
    Diagnostic,
    Difference,
    Due,
    Evidence,
    FilteredBatch,
    Finding,
    HistoryEntry,
    Merged,
    Notification,
    Obligation,
    Origin,
    Place,
    Receipt,
    Recording,
    Registration,
    Reload,
    Reloaded,
    Remedy,
    StageTime,
    Suggestion,
    Task,
    Understood,
    Verification,
    WouldDeny,
)
from .types import Context

__all__ = [
    "Acts",
    "BatchChange",
    "Case",
    "Change",
    "Check",
    "Clue",
    "Context",
    "Decision",
    "Denied",
    "Diagnostic",
    "Difference",
    "Due",
    "Engine",
    "Error",
    "Evidence",
    "Filtered",
    "FilteredBatch",
    "Finding",
    "Guarded",
    "HistoryEntry",
    "IntegrityError",
    "InternalError",
    "InvalidArgument",
    "Merged",
    "Notification",
    "Obligation",
    "Origin",
    "Permit",
    "Place",
    "PolicyError",
    "Receipt",
    "Recording",
    "Refused",
    "Registration",
    "Reload",
    "Reloaded",
    "Remedy",
    "Schema",
    "StageTime",
    "StoreError",
    "Subscription",
    "Suggestion",
    "Tag",
    "Task",
    "Understood",
    "UnknownCategory",
    "UnknownPurpose",
    "UnknownRecipient",
    "UnknownSchema",
    "Verification",
    "WouldDeny",
    "__version__",
    "classify",
    "lint",
    "tag_arrow",
    "tags",
]
