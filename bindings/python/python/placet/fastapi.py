"""A guard for FastAPI: a dependency that asks before an endpoint runs.

    app = FastAPI()
    guard = Guard(app, engine, user=current_user)

    @app.get("/recommendations", dependencies=[Depends(guard("ads.personalized"))])
    def recommendations() -> list[str]: ...

`current_user` is a dependency of the application's own that gives the user's id.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import Depends, FastAPI, HTTPException, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse

from .errors import Denied

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from ._engine import Engine
    from ._native import Permit
    from .types import Context

__all__ = ["Guard"]


class Guard:
    """Makes dependencies that demand an allowance, for one app and one engine.

    A denial is answered with status 403 and Problem Details (RFC 9457) that have the
    reason and the remedy; a request without a user with status 401. What the browser
    says with `Sec-GPC` and `DNT` is recorded for the user before the question.
    """

    def __init__(
        self, app: FastAPI, engine: Engine, *, user: Callable[..., Any]
    ) -> None:
        self._engine = engine
        self._user = user
        app.add_exception_handler(Denied, _denied)

    def __call__(
        self, purpose: str, context: Context | None = None
    ) -> Callable[..., Awaitable[Permit]]:
        """Make a dependency for a purpose; what it gives the endpoint is the permit."""
        engine = self._engine

        async def permit(
            request: Request,
            user: Any = Depends(self._user),  # noqa: B008
        ) -> Permit:
            if user is None or user == "":
                raise HTTPException(401)
            name = str(user)
            if "sec-gpc" in request.headers or "dnt" in request.headers:
                await run_in_threadpool(engine.apply_headers, name, request.headers)
            return engine.require(name, purpose, context)

        # the annotations of a function in a function are read where it is not
        permit.__annotations__ = {"request": Request, "user": Any}
        return permit


async def _denied(request: Request, error: Exception) -> JSONResponse:  # noqa: ARG001
    if not isinstance(error, Denied):
        raise error
    return JSONResponse(
        error.decision.problem(), 403, media_type="application/problem+json"
    )
