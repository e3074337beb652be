"""The awaitable twins of the acts."""

from __future__ import annotations

import asyncio
import functools
from typing import TYPE_CHECKING, Concatenate, Generic, ParamSpec, TypeVar, overload

from ._native import Engine

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from typing import Any

    from typing_extensions import Self

P = ParamSpec("P")
R = TypeVar("R")


class _Twin(Generic[P, R]):
    """Runs a method of the engine in a thread of asyncio's pool."""

    def __init__(self, method: Callable[Concatenate[Engine, P], R]) -> None:
        self._method = method
        self.__doc__ = method.__doc__

    @overload
    def __get__(self, acts: None, owner: type[Acts]) -> Self: ...

    @overload
    def __get__(
        self, acts: Acts, owner: type[Acts]
    ) -> Callable[P, Coroutine[Any, Any, R]]: ...

    def __get__(
        self, acts: Acts | None, owner: type[Acts]
    ) -> Self | Callable[P, Coroutine[Any, Any, R]]:
        if acts is None:
            return self
        method = functools.partial(self._method, acts._engine)

        async def twin(*arguments: P.args, **keywords: P.kwargs) -> R:
            return await asyncio.to_thread(method, *arguments, **keywords)

        twin.__doc__ = self.__doc__
        return twin


class Acts:
    """The acts of an engine, to be awaited.

    Each has the name, the arguments, the answer and the errors of its twin. An act
    that is cancelled while it is awaited may have been recorded all the same.
    """

    __slots__ = ("_engine",)

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    grant = _Twin(Engine.grant)
    withdraw = _Twin(Engine.withdraw)
    opt_out = _Twin(Engine.opt_out)
    opt_in = _Twin(Engine.opt_in)
    object_to = _Twin(Engine.object_to)
    overrule_objection = _Twin(Engine.overrule_objection)
    restrict = _Twin(Engine.restrict)
    lift_restriction = _Twin(Engine.lift_restriction)
    acknowledge = _Twin(Engine.acknowledge)
    update = _Twin(Engine.update)
    link_guardian = _Twin(Engine.link_guardian)
    unlink_guardian = _Twin(Engine.unlink_guardian)
    apply_signals = _Twin(Engine.apply_signals)
    apply_headers = _Twin(Engine.apply_headers)
    apply_consent_string = _Twin(Engine.apply_consent_string)
    join = _Twin(Engine.join)
    part = _Twin(Engine.part)
    record = _Twin(Engine.record)
    collect = _Twin(Engine.collect)
    disclose = _Twin(Engine.disclose)
    audit = _Twin(Engine.audit)
    hold = _Twin(Engine.hold)
    release = _Twin(Engine.release)
    dispose = _Twin(Engine.dispose)
    request = _Twin(Engine.request)
    respond = _Twin(Engine.respond)
    export = _Twin(Engine.export)
    import_data = _Twin(Engine.import_data)
    erase = _Twin(Engine.erase)
    merge = _Twin(Engine.merge)
    register = _Twin(Engine.register)
    reload = _Twin(Engine.reload)
    close = _Twin(Engine.close)
    verify = _Twin(Engine.verify)
