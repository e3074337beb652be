"""The decorator that demands an allowance at each call of a function."""

from __future__ import annotations

import functools
import inspect
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar, cast

from .errors import InvalidArgument

if TYPE_CHECKING:
    from collections.abc import Callable

    from ._native import Engine

P = ParamSpec("P")
R = TypeVar("R")


def guarded(
    engine: Engine, purpose: str, user: str
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make the decorator of `Engine.guarded`."""

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        signature = inspect.signature(function)
        if user not in signature.parameters:
            known = ", ".join(signature.parameters) or "none"
            raise InvalidArgument(
                f"invalid `user`: `{user}` is no parameter of the function, which has: "
                f"{known}; name the one that holds the user",
                "user",
            )

        def demand(arguments: tuple[Any, ...], keywords: dict[str, Any]) -> None:
            call = signature.bind(*arguments, **keywords)
            call.apply_defaults()
            engine.require(call.arguments[user], purpose)

        if inspect.iscoroutinefunction(function):

            @functools.wraps(function)
            async def later(*arguments: P.args, **keywords: P.kwargs) -> Any:
                demand(arguments, keywords)
                return await function(*arguments, **keywords)

            return cast("Callable[P, R]", later)

        @functools.wraps(function)
        def now(*arguments: P.args, **keywords: P.kwargs) -> R:
            demand(arguments, keywords)
            return function(*arguments, **keywords)

        return now

    return decorate
