"""The engine, with what only Python has: guards, awaitable twins, and `with`."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from . import _native
from ._aio import Acts
from ._guard import guarded
from ._records import schema_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from types import TracebackType

    from typing_extensions import Self, Unpack

    from ._native import Permit, Schema
    from .results import Filtered
    from .types import Clock, Context, Policy, RecordSchema, Store

P = ParamSpec("P")
R = TypeVar("R")


class Engine(_native.Engine):
    """An open policy on an open store: what product code asks.

    One engine serves all threads of a process. Questions (`can_process`, `decide`,
    `require`) are synchronous and quick. Acts (`grant`, `withdraw`, …) are durable
    when they return; they release the interpreter's lock, and `aio` has an awaitable
    twin of each.
    """

    __slots__ = ()

    @classmethod
    def open(
        cls,
        policy: Policy,
        store: Store,
        *,
        clock: Clock | None = None,
        pseudonym_key: bytes | None = None,
    ) -> Self:
        """Open a policy on a store.

        `policy` is the text of a document, its path, or a list of either: several
        versions of one policy. `store` is the path of the ledger's file, or
        `memory:`. `clock` tells the time in place of the system's clock.
        `pseudonym_key` is the key of the pseudonyms that `transform = "hash"` makes: at
        least 16 random bytes, kept by the application.
        """
        return cls(policy, store, clock=clock, pseudonym_key=pseudonym_key)

    @property
    def aio(self) -> Acts:
        """The acts, to be awaited: `await engine.aio.grant("ada", "marketing")`."""
        return Acts(self)

    def filter(
        self,
        user: str,
        purpose: str,
        record: Any,
        schema: RecordSchema,
        context: Context | None = None,
        **fields: Unpack[Context],
    ) -> Filtered:
        """Leave of a record what the purpose may use of this user.

        `record` is a dict, a data class or a model of Pydantic; `schema` is the name of
        a schema of the policy, or whatever `placet.tags` reads: the record's class, for
        one. A field without a tag is removed, and what a rule's `transform` says is
        carried out (GDPR Art. 5(1)(c), 25). `changes` says what was removed and why.
        """
        return super().filter(
            user, purpose, record, self._schema(schema), context, **fields
        )

    def filter_many(
        self,
        user: str,
        purpose: str,
        records: Iterable[Any],
        schema: RecordSchema,
        context: Context | None = None,
        **fields: Unpack[Context],
    ) -> list[Filtered]:
        """Filter many records of one user; the policy is asked once."""
        return super().filter_many(
            user, purpose, records, self._schema(schema), context, **fields
        )

    def _schema(self, schema: RecordSchema) -> Schema:
        return self.schema(schema) if isinstance(schema, str) else schema_of(schema)

    @contextmanager
    def guard(
        self,
        purpose: str,
        user: str,
        context: Context | None = None,
        **fields: Unpack[Context],
    ) -> Iterator[Permit]:
        """Demand an allowance for a block of code.

        Raises `Denied` before the block is entered; yields the permit.
        """
        yield self.require(user, purpose, context, **fields)

    def guarded(
        self, purpose: str, *, user: str = "user"
    ) -> Callable[[Callable[P, R]], Callable[P, R]]:
        """Demand an allowance at each call of a function, synchronous or not.

        `user` names the parameter that holds the user. `Denied` is raised before
        the function's body begins.
        """
        return guarded(self, purpose, user)

    def __enter__(self) -> Self:
        """Leave the engine open for the block."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Close the engine."""
        self.close()

    def __repr__(self) -> str:
        """Name policy and store."""
        return f"Engine(policy={self.policy!r}, store={self.store!r})"


Engine.__module__ = "placet"
