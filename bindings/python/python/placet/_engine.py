"""The engine, with what only Python has: guards, awaitable twins, and `with`."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from itertools import repeat
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from . import _native
from ._aio import Acts
from ._arrow import alike, batches, kind
from ._guard import guarded
from ._records import paired, schema_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from types import TracebackType

    from typing_extensions import Self, Unpack

    from ._native import Filtered, Permit, Schema
    from .results import FilteredBatch
    from .types import Clock, Context, Policy, PolicyKey, RecordSchema, Store

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
        key: bytes | None = None,
        policy_keys: Sequence[PolicyKey] = (),
    ) -> Self:
        """Open a policy on a store.

        `policy` is the text of a document, its path, or a list of either: several
        versions of one policy. `store` is the path of the ledger's file, or
        `memory:`. `clock` tells the time in place of the system's clock.
        `pseudonym_key` is the key of the pseudonyms that `transform = "hash"` makes: at
        least 16 random bytes, kept by the application.

        `key` seals the store at rest: 32 random bytes, kept where keys are kept;
        without it nothing in the store can be read again. With `policy_keys`, the
        public keys of whoever publishes the policy, the engine takes signed policies
        only, and never an older one in the place of a newer.
        """
        return cls(
            policy,
            store,
            clock=clock,
            pseudonym_key=pseudonym_key,
            key=key,
            policy_keys=policy_keys,
        )

    @property
    def aio(self) -> Acts:
        """The acts, to be awaited: `await engine.aio.grant("ada", "marketing")`."""
        return Acts(self)

    def filter_many(
        self,
        user: str | Iterable[str],
        purpose: str,
        records: Iterable[Any],
        schema: RecordSchema,
        context: Context | None = None,
        **fields: Unpack[Context],
    ) -> list[Filtered]:
        """Filter many records, of one user or each of the user beside it.

        Of one user the policy is asked once.
        """
        if isinstance(user, str):
            return super().filter_many(
                user, purpose, records, schema, context, **fields
            )
        return list(
            self.filter_stream(user, purpose, records, schema, context, **fields)
        )

    def filter_stream(
        self,
        user: str | Iterable[str],
        purpose: str,
        records: Iterable[Any],
        schema: RecordSchema,
        context: Context | None = None,
        **fields: Unpack[Context],
    ) -> Iterator[Filtered]:
        """Filter records one by one as they are asked for, of one user or several.

        Each is decided when its turn comes: a withdrawal counts from the next one on.
        """
        tags = self._schema(schema)
        users = repeat(user) if isinstance(user, str) else user
        for one, record in paired(users, records):
            yield super().filter(one, purpose, record, tags, context, **fields)

    def filter_batch(
        self,
        data: Any,
        users: str | int,
        purpose: str,
        schema: RecordSchema | None = None,
        context: Context | None = None,
        **fields: Unpack[Context],
    ) -> FilteredBatch:
        """Leave of a table what the purpose may use of the user of each row.

        `data` is a record batch or a table of pyarrow, a data frame of Polars or
        pandas, or anything with the methods of Arrow's C data interface; `users` is the
        name or the number of the column that has the users, each of whom is asked for
        once. Without a `schema` the tags are those in the metadata of the columns, see
        `placet.tag_arrow`.

        Rows stay where they are. What may not be used is null, and a column of which
        nothing may be used is not there; what stays as it is is not copied. A column in
        which a transform changes anything is one of text afterwards. A pandas index is
        no column, and goes.
        """
        tags = None if schema is None else self._schema(schema)
        filtered = super().filter_batch(data, users, purpose, tags, context, **fields)
        return replace(filtered, data=alike(kind(data), filtered.data))

    def filter_batches(
        self,
        data: Any,
        users: str | int,
        purpose: str,
        schema: RecordSchema | None = None,
        context: Context | None = None,
        **fields: Unpack[Context],
    ) -> Iterator[FilteredBatch]:
        """Filter a stream batch by batch, for data larger than memory.

        `data` is a stream of Arrow (a `pyarrow.RecordBatchReader`, for one), or an
        iterable of what `filter_batch` takes. Each batch is decided when its turn
        comes: a withdrawal counts from the next one on, and the columns that are left
        are those of its own users.
        """
        tags = None if schema is None else self._schema(schema)
        for batch, like in batches(data):
            filtered = super().filter_batch(
                batch, users, purpose, tags, context, **fields
            )
            yield replace(filtered, data=alike(like, filtered.data))

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
