"""What the Python package `placet` is made from; its classes are documented there."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from os import PathLike
from types import TracebackType
from typing import Any, ClassVar, Final, NoReturn, final

from typing_extensions import Self, Unpack, disjoint_base

from .results import (
    Case,
    Change,
    Check,
    Diagnostic,
    Due,
    Evidence,
    FilteredBatch,
    Finding,
    HistoryEntry,
    Merged,
    Obligation,
    Receipt,
    Registration,
    Reloaded,
    Remedy,
    Suggestion,
    Task,
    Understood,
    Verification,
)
from .types import (
    Account,
    Action,
    Assurance,
    Attests,
    Clock,
    ConsentKind,
    Context,
    ContextOfDisclosure,
    Document,
    Framework,
    GuardianStatus,
    Instant,
    Listener,
    Policy,
    PolicyKey,
    RecordSchema,
    RegistrationKind,
    ReportKind,
    ResidenceSource,
    Signals,
    Store,
    Words,
)

__all__ = [
    "ArrowBatch",
    "ArrowReader",
    "ArrowSchema",
    "ArrowTable",
    "Decision",
    "Engine",
    "Filtered",
    "Permit",
    "Schema",
    "Subscription",
    "__version__",
    "classify_columns",
    "classify_file",
    "classify_records",
    "json_fields",
    "lint",
    "log_stand_ins",
]

__version__: Final[str]

@final
class ArrowBatch:
    """A record batch."""
    def __arrow_c_array__(
        self, /, requested_schema: Any | None = None
    ) -> tuple[Any, Any]: ...
    def __arrow_c_schema__(self, /) -> Any: ...
    def __len__(self, /) -> int: ...

@final
class ArrowReader:
    """The record batches of a stream, one after the other."""
    def __iter__(self, /) -> ArrowReader: ...
    def __new__(cls, /, data: Any) -> Self: ...
    def __next__(self, /) -> ArrowBatch: ...

@final
class ArrowSchema:
    """A schema of Arrow."""
    def __arrow_c_schema__(self, /) -> Any: ...

@final
class ArrowTable:
    """The record batches of a table."""
    def __arrow_c_schema__(self, /) -> Any: ...
    def __arrow_c_stream__(self, /, requested_schema: Any | None = None) -> Any: ...
    def __len__(self, /) -> int: ...

@final
class Decision:
    """
    The answer to a question, in full.

    It has no truth value: read `allowed`.
    """
    def __bool__(self, /) -> bool: ...
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __reduce__(self, /) -> tuple[Any, ...]: ...
    def __repr__(self, /) -> str: ...
    @staticmethod
    def _restore(json: str, sentence: str) -> Decision: ...
    @property
    def allowed(self, /) -> bool:
        """Whether the purpose may run."""
    @property
    def basis(self, /) -> str | None:
        """The legal basis of an allowance (GDPR Art. 6)."""
    @property
    def contact(self, /) -> dict[str, str]:
        """Whom the user may turn to; a new dict each time."""
    @property
    def evidence(self, /) -> Evidence | None:
        """The event of the ledger on which the answer rests."""
    @property
    def ground(self, /) -> str | None:
        """What an allowance rests on, finer than the basis."""
    @property
    def obligations(self, /) -> tuple[Obligation, ...]:
        """What the application has to do."""
    @property
    def overlays(self, /) -> tuple[str, ...]:
        """The overlays that hold for the user's residence."""
    @property
    def policy(self, /) -> str | None:
        """The version of the policy, as `id@version`; none when none is in force."""
    @property
    def purpose(self, /) -> str:
        """The purpose that was asked for."""
    @property
    def reason(self, /) -> str | None:
        """The code of the first reason of a denial."""
    @property
    def reasons(self, /) -> tuple[str, ...]:
        """The codes of all reasons of a denial, in the order of the checks."""
    @property
    def remedy(self, /) -> Remedy | None:
        """What would turn a denial into an allowance."""
    @property
    def residence(self, /) -> str | None:
        """The residence that was taken."""
    @property
    def surplus(self, /) -> tuple[str, ...]:
        """The categories that no purpose asked about may use (GDPR Art. 5(1)(c))."""
    @property
    def text(self, /) -> str:
        """The answer as a sentence for people."""
    def problem(self, /) -> dict[str, Any] | None:
        """The body of an answer with status 403, as Problem Details (RFC 9457); `None` for an allowance."""
    def to_dict(self, /) -> dict[str, Any]:
        """What `to_json` says, as a dict."""
    def to_json(self, /) -> str:
        """Canonical JSON: keys sorted, no spaces, instants as text in UTC; the same bytes in every language."""
    @property
    def valid_until(self, /) -> datetime | None:
        """When, without any new event, the answer could change, in UTC."""
    @property
    def would_deny(self, /) -> tuple[str, ...]:
        """For an observed purpose: the reasons for which it would have been denied."""

@disjoint_base
class Engine:
    """An open policy on an open store. `placet.Engine` is this with Python's own conveniences."""
    def __new__(
        cls,
        /,
        policy: Policy,
        store: Store,
        *,
        clock: Clock | None = None,
        pseudonym_key: bytes | None = None,
        key: bytes | None = None,
        policy_keys: Sequence[PolicyKey] = (),
    ) -> Self: ...
    def __reduce__(self, /) -> NoReturn: ...
    def acknowledge(
        self,
        /,
        user: str,
        notice: str,
        *,
        agrees: bool = True,
        method: str | None = None,
        at: Instant | None = None,
    ) -> Receipt:
        """Records that the user was shown a notice or a version of the policy. It is evidence, and grants nothing."""
    def admit(self, /, permit: Permit, user: str, categories: Sequence[str]) -> None:
        """Demands that a permit is good now for data of a user of some categories, shown as they are."""
    def apply_consent_string(
        self,
        /,
        user: str,
        framework: Framework,
        string: str,
        *,
        at: Instant | None = None,
    ) -> tuple[Receipt, Understood]:
        """Takes in a TC string (`tcf`) or a GPP string (`gpp`), and says what became of it."""
    def apply_headers(
        self, /, user: str, headers: Mapping[str, str], *, at: Instant | None = None
    ) -> Receipt | None:
        """Records what the headers of a request say for the user (`Sec-GPC: 1`, `DNT: 1`), where the policy has a signal for it and it is not known already; `None` where they say nothing new."""
    def apply_signals(
        self, /, user: str, signals: Signals, *, at: Instant | None = None
    ) -> Receipt:
        """Records what a browser, a device or a register says for the user. A signal that is off grants nothing."""
    def audit(
        self,
        /,
        user: str,
        purpose: str,
        context: Context | None = None,
        **fields: Unpack[Context],
    ) -> tuple[Decision, Receipt]:
        """Decides, and keeps the decision in the ledger with its inputs, so that it can be proved (GDPR Art. 5(2))."""
    def can_process(self, user: str, purpose: str, /) -> bool:
        """Whether this user's data may be processed for this purpose."""
    def can_process_many(self, /, users: Sequence[str], purpose: str) -> list[bool]:
        """The answer for each of many users, in their order."""
    def cases(self, /, user: str) -> list[Case]:
        """All cases of a user, the first first."""
    def changes(self, /, since: int = 0, *, user: str | None = None) -> dict[str, Any]:
        """What was recorded behind a position, as plain data, for `merge` in another ledger of the policy; 0 is the beginning."""
    def check(self, /, policy: Document) -> list[Diagnostic]:
        """Checks a document as `reload` would, and loads nothing; returns its warnings."""
    def close(self, /) -> None:
        """Lets go of the store; every later call raises `StoreError`. To close twice is no fault."""
    def collect(
        self,
        /,
        user: str,
        purpose: str,
        context: Context | None = None,
        **fields: Unpack[Context],
    ) -> Receipt:
        """Collects data for a purpose: decides, and keeps on record what was collected and from where (GDPR Art. 14(2)(f))."""
    def decide(
        self,
        /,
        user: str,
        purpose: str,
        context: Context | None = None,
        **fields: Unpack[Context],
    ) -> Decision:
        """The answer in full: reasons, basis, remedy, obligations, evidence."""
    def disclose(
        self,
        /,
        user: str,
        purpose: str,
        recipient: str,
        context: Context | None = None,
        **fields: Unpack[ContextOfDisclosure],
    ) -> Receipt:
        """Gives data to a recipient: decides, and keeps the disclosure on record (GDPR Art. 15(1)(c), 30(1)(d))."""
    def dispose(
        self,
        /,
        user: str,
        rule: str,
        *,
        method: str = "delete",
        at: Instant | None = None,
    ) -> Receipt:
        """Records that the application disposed of what a retention rule is about (GDPR Art. 5(1)(e)); `due` says of what."""
    def due(self, /, at: Instant | None = None) -> list[Due]:
        """What is due, the earliest first: data whose term is over (GDPR Art. 5(1)(e)), open cases (Art. 12(3)), notices of breaches (Art. 33, 34), audits and reviews that are late (Art. 32(1)(d)). `at` looks ahead."""
    def erase(self, /, user: str, *, at: Instant | None = None) -> Receipt:
        """Erases a user from the ledger (GDPR Art. 17): every event loses its content, and the chain stays verifiable."""
    def erasure_plan(self, /, user: str, *, at: Instant | None = None) -> list[Task]:
        """What an erasure would take, what would stay, why and until when, and who has to be told (GDPR Art. 17(3), 19)."""
    def explain(
        self,
        /,
        user: str,
        purpose: str,
        context: Context | None = None,
        **fields: Unpack[Context],
    ) -> tuple[Decision, list[Check]]:
        """The answer in full, and what each of the eleven checks found: passed, failed with which reasons, passed over, or not reached."""
    def export(
        self,
        /,
        user: str,
        *,
        subset: str | None = None,
        case: int | None = None,
        actor: str | None = None,
        attests: Attests | None = None,
    ) -> dict[str, Any]:
        """A user's record as plain data: sources and uses, purposes, recipients, decisions, cases, events (GDPR Art. 15, 20)."""
    def filter(
        self,
        /,
        user: str,
        purpose: str,
        record: Any,
        schema: RecordSchema,
        context: Context | None = None,
        **fields: Unpack[Context],
    ) -> Filtered:
        """
        Leaves of a record what the purpose may use of this user, changed as the policy says (GDPR Art. 5(1)(c), 25).

        `record` is a dict, a data class or a model of Pydantic; `schema` is the name of a schema of the policy, or whatever
        `placet.tags` reads: the record's class, for one. A field without a tag is removed, and what a rule's `transform` says is
        carried out. `changes` says what was removed and why.
        """
    def filter_many(
        self,
        /,
        user: str,
        purpose: str,
        records: Iterable[Any],
        schema: RecordSchema,
        context: Context | None = None,
        **fields: Unpack[Context],
    ) -> list[Filtered]:
        """The same for many records of one user; the policy is asked once."""
    def filter_batch(
        self,
        /,
        data: Any,
        users: str | int,
        purpose: str,
        schema: Schema | None = None,
        context: Context | None = None,
        **fields: Unpack[Context],
    ) -> FilteredBatch:
        """Leaves of a record batch or a table what the purpose may use of the user whom each row belongs to."""
    def grant(
        self,
        /,
        user: str,
        purpose: str,
        *,
        by: str | None = None,
        kind: ConsentKind | None = None,
        notice: str | None = None,
        expires: Instant | None = None,
        method: str | None = None,
        channel: str | None = None,
        recipient: str | None = None,
        destination: str | None = None,
        at: Instant | None = None,
    ) -> Receipt:
        """Records that consent was given to a purpose, or to all consent purposes below a node (GDPR Art. 7)."""
    def history(self, /, user: str) -> list[HistoryEntry]:
        """One user's events, the first first; empty for a stranger."""
    def hold(
        self,
        /,
        user: str,
        hold: str,
        reason: str,
        *,
        categories: Sequence[str] | None = None,
        at: Instant | None = None,
    ) -> Receipt:
        """Suspends disposal and erasure of some categories, or of all, and nothing else (GDPR Art. 17(3)(e))."""
    def import_data(
        self, /, export: Mapping[str, Any], *, at: Instant | None = None
    ) -> Receipt:
        """Takes in what `export` gave in another engine: all of it with one commit, or nothing (GDPR Art. 20(2))."""
    def join(self, /, user: str, visitor: str, *, at: Instant | None = None) -> Receipt:
        """Records that a visitor turned out to be this user; the more protective of both holds from now on (GDPR Art. 4(11))."""
    @property
    def ledger(self, /) -> str:
        """The name of this ledger among others: made with the store, and the same in every process on it."""
    def lift_restriction(
        self, /, user: str, purpose: str = "*", *, at: Instant | None = None
    ) -> Receipt:
        """Lifts the restriction of a node and of all below it; of everything by default."""
    def link_guardian(
        self,
        /,
        user: str,
        guardian: str,
        *,
        status: GuardianStatus = "verified",
        method: str | None = None,
        evidence: str | None = None,
        at: Instant | None = None,
    ) -> Receipt:
        """Records who holds parental responsibility (`verified`), or claims to (`pending`)."""
    def merge(
        self, /, changes: Mapping[str, Any], *, user: str | None = None
    ) -> Merged:
        """Takes in what `changes` gave in another ledger of the policy: all of it with one commit, or nothing."""
    def object_to(
        self,
        /,
        user: str,
        purpose: str,
        *,
        ground: str | None = None,
        by: str | None = None,
        method: str | None = None,
        channel: str | None = None,
        recipient: str | None = None,
        destination: str | None = None,
        at: Instant | None = None,
    ) -> Receipt:
        """Records an objection (GDPR Art. 21): it suspends the purpose until it is overruled; for direct marketing it is absolute."""
    def opt_in(
        self,
        /,
        user: str,
        purpose: str,
        *,
        by: str | None = None,
        method: str | None = None,
        channel: str | None = None,
        recipient: str | None = None,
        destination: str | None = None,
        at: Instant | None = None,
    ) -> Receipt:
        """Records that the user took an opt-out or an objection back. It is no consent."""
    def opt_out(
        self,
        /,
        user: str,
        purpose: str,
        *,
        by: str | None = None,
        method: str | None = None,
        channel: str | None = None,
        recipient: str | None = None,
        destination: str | None = None,
        at: Instant | None = None,
    ) -> Receipt:
        """Records that the user opted out of a purpose, a node, a group or `*`."""
    def overrule_objection(
        self, /, user: str, purpose: str, reason: str, *, at: Instant | None = None
    ) -> Receipt:
        """Records that compelling grounds override an objection (GDPR Art. 21(1)), with the reason."""
    def part(self, /, user: str, visitor: str, *, at: Instant | None = None) -> Receipt:
        """Records that the two are not the same person after all. What was carried over stays until it is taken back."""
    @property
    def policy(self, /) -> str:
        """Key of the policy."""
    def recheck(self, /, permit: Permit) -> Permit:
        """Checks a permit again: a withdrawal since it was given ends it, and so does its time."""
    def record(
        self,
        /,
        user: str,
        event: str,
        *,
        reference: str | None = None,
        on: Instant | None = None,
        details: Words | None = None,
        at: Instant | None = None,
    ) -> Receipt:
        """Records that something happened on which a clock, a condition or a report hangs: a feature was activated, a course completed."""
    def register(
        self,
        /,
        kind: RegistrationKind,
        id: str,
        fields: Words | None = None,
        *,
        at: Instant | None = None,
    ) -> Receipt:
        """Registers something of the company's own, or adds to what is registered under that name."""
    def registered(self, /, kind: RegistrationKind | None = None) -> list[Registration]:
        """What the company registered, of one kind or of all, in the order in which it was registered."""
    def release(self, /, user: str, hold: str, *, at: Instant | None = None) -> Receipt:
        """Ends a hold."""
    def reload(self, /, policy: Document) -> Reloaded:
        """Loads a further version of the policy while calls go on, and says what changes."""
    def report(
        self,
        /,
        kind: ReportKind,
        user: str | None = None,
        *,
        year: int | None = None,
        at: Instant | None = None,
    ) -> dict[str, Any]:
        """A report, for privacy people."""
    def request(
        self,
        /,
        user: str,
        right: str = "",
        *,
        by: str | None = None,
        channel: str | None = None,
        about: Sequence[str] | None = None,
        recipient: str | None = None,
        decision: int | str | None = None,
        mode: str | None = None,
        reason: str | None = None,
        subject: str | None = None,
        at: Instant | None = None,
    ) -> Case:
        """Opens a case: somebody exercises a right of the user's, complains, inquires or reports a child (GDPR Art. 12, 15 to 22)."""
    def require(
        self,
        /,
        user: str,
        purpose: str,
        context: Context | None = None,
        **fields: Unpack[Context],
    ) -> Permit:
        """Demands an allowance: a permit, or `Denied` with the decision."""
    def respond(
        self,
        /,
        user: str,
        case: int,
        action: Action,
        *,
        task: str | None = None,
        outcome: str | None = None,
        reason: str | None = None,
        actor: str | None = None,
        attests: Attests | None = None,
        at: Instant | None = None,
    ) -> Case:
        """Takes a step in a case: `verify`, `acknowledge` a task, `fulfil`, `refuse` with a reason (GDPR Art. 12(4)), `close` with an outcome."""
    def restrict(
        self,
        /,
        user: str,
        purpose: str = "*",
        *,
        ground: str | None = None,
        at: Instant | None = None,
    ) -> Receipt:
        """Restricts processing (GDPR Art. 18) of a purpose, a node or a group; of everything by default."""
    def schema(self, /, name: str) -> Schema:
        """The schema of this name, as the policy in force declares it."""
    @property
    def store(self, /) -> str:
        """The path of the store."""
    def subscribe(self, /, listener: Listener) -> Subscription:
        """Tells a callable of every act that is recorded from now on, of reloads, and of what enforcement would have denied."""
    def unlink_guardian(
        self, /, user: str, guardian: str, *, at: Instant | None = None
    ) -> Receipt:
        """Records that parental responsibility ended; the guardian's consents end with it."""
    def update(
        self,
        /,
        user: str,
        *,
        birthdate: date | str | None = None,
        age: int | None = None,
        age_range: Sequence[int | None] | None = None,
        assurance: Assurance | None = None,
        source: str | None = None,
        residence: str | None = None,
        residence_source: ResidenceSource | None = None,
        account: Account | None = None,
        kind: str | None = None,
        at: Instant | None = None,
    ) -> Receipt:
        """Records what became known of a user; what is not given stays as it was."""
    def verify(self, /) -> Verification:
        """Verifies the whole ledger: every hash, every link, and every state against a new fold of the events."""
    @property
    def version(self, /) -> str | None:
        """The version of the policy that is in force, as `id@version`; none before the first."""
    def withdraw(
        self,
        /,
        user: str,
        purpose: str,
        *,
        by: str | None = None,
        method: str | None = None,
        channel: str | None = None,
        recipient: str | None = None,
        destination: str | None = None,
        at: Instant | None = None,
    ) -> Receipt:
        """Records that consent was taken back, for a purpose, a node, a group or `*` (GDPR Art. 7(3))."""

@final
class Filtered:
    """A record as a purpose may see it."""

    __match_args__: Final = ("record", "changes", "valid_until")
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(
        cls,
        /,
        record: Any,
        changes: tuple[Change, ...],
        valid_until: Instant | None,
    ) -> Self: ...
    def __reduce__(self, /) -> tuple[Any, ...]: ...
    def __repr__(self, /) -> str: ...
    @property
    def changes(self, /) -> tuple[Change, ...]:
        """What was removed or changed, by place."""
    @property
    def record(self, /) -> Any:
        """What is left, as new dicts and lists."""
    def to_json(self, /) -> str:
        """Gives it as canonical JSON, the same bytes in every language; dates as text of ISO 8601."""
    @property
    def valid_until(self, /) -> datetime | None:
        """When, without any new event, something else could be left, in UTC."""

@final
class Permit:
    """
    Short-lived proof that a question was allowed, for a queue or a worker to check again with `Engine.recheck`.

    It is no key: a withdrawal ends it, whoever holds it.
    """

    __hash__: ClassVar[None]  # type: ignore[assignment]
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __reduce__(self, /) -> tuple[Any, ...]: ...
    def __repr__(self, /) -> str: ...
    @property
    def context(self, /) -> Context:
        """What the question said besides; a new dict each time."""
    @property
    def expires_at(self, /) -> datetime:
        """When it is over, in UTC: a minute later, or earlier when the decision itself can change."""
    @staticmethod
    def from_json(json: str) -> Permit:
        """The permit that `to_json` wrote."""
    @property
    def issued_at(self, /) -> datetime:
        """When it was given, in UTC."""
    @property
    def policy(self, /) -> str | None:
        """The version of the policy, as `id@version`."""
    @property
    def purpose(self, /) -> str:
        """The purpose."""
    def to_json(self, /) -> str:
        """The permit as JSON, to travel through a queue."""
    @property
    def user(self, /) -> str:
        """The user."""

@final
class Schema:
    """Which category each field of a record is."""
    def __new__(cls, /, name: str, fields: Mapping[str, str]) -> Self: ...
    def __repr__(self, /) -> str: ...
    @property
    def fields(self, /) -> dict[str, str]:
        """The category of each field, by its place; a new dict each time."""
    @staticmethod
    def from_arrow(name: str, schema: Any) -> Schema:
        """Reads the tags of a schema of Arrow: `placet.category` in the metadata of its fields."""
    @staticmethod
    def from_json_schema(name: str, document: Mapping[str, Any]) -> Schema:
        """Reads the tags of a JSON Schema: the keyword `x-placet` beside a property's type."""
    @property
    def name(self, /) -> str:
        """Its name."""
    def tag_arrow(self, /, schema: Any) -> ArrowSchema:
        """Gives a schema of Arrow with these tags in the metadata of its fields."""

@final
class Subscription:
    """
    A listener's subscription: `close` ends it, and so does the end of its `with` block.

    Without either it lasts until the engine is closed.
    """
    def __enter__(self, /) -> Self: ...
    def __exit__(
        self,
        /,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None: ...
    def __repr__(self, /) -> str: ...
    def close(self, /) -> None:
        """Ends the subscription: the listener is told nothing more. To close twice is no fault."""

def classify_columns(
    columns: Mapping[Any, Any], policy: Policy | None = None, sample: int | None = None
) -> list[Suggestion]:
    """Suggests categories for columns, by their names."""

def classify_file(
    path: str | PathLike[str],
    format: str | None = None,
    policy: Policy | None = None,
    sample: int | None = None,
) -> list[Suggestion]:
    """Suggests categories for what a file holds: CSV, JSON, NDJSON or Parquet."""

def classify_records(
    records: Iterable[Any], policy: Policy | None = None, sample: int | None = None
) -> list[Suggestion]:
    """Suggests categories for the fields of records."""

def json_fields(document: Mapping[str, Any]) -> list[tuple[str, str | None]]:
    """The places of a JSON Schema's fields, each with its category; none of one without a tag."""

def lint(
    policy: Policy, schemas: Sequence[tuple[str, Sequence[tuple[str, str | None]]]]
) -> list[Finding]:
    """What is missing between a policy and its own schemas, and some others, of which all fields are given."""

def log_stand_ins(schemas: Sequence[Schema]) -> dict[str, str]:
    """The names of tagged fields as a log has them, each with what stands in its value's stead."""
