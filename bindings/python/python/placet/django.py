"""Guards for Django: a decorator that asks before a view runs, and its middleware.

    MIDDLEWARE = [..., "placet.django.PlacetMiddleware"]
    PLACET_ENGINE = "shop.privacy.engine"  # an engine, or its dotted path

    @requires("ads.personalized")
    def recommendations(request): ...

`PLACET_USER` may name a function of the request that gives the user's id; without it,
that is the primary key of `request.user`.
"""

from __future__ import annotations

import functools
import inspect
from typing import TYPE_CHECKING, Any

from asgiref.sync import sync_to_async
from django import conf
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase  # noqa: TC002
from django.utils.module_loading import import_string

from ._native import Engine
from .errors import Denied

if TYPE_CHECKING:
    from collections.abc import Callable

    from .types import Context

__all__ = ["PlacetMiddleware", "requires"]


class PlacetMiddleware:
    """Answers a denial with status 403 and Problem Details (RFC 9457).

    What the browser says with `Sec-GPC` and `DNT` is recorded for a user who is known.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self._engine = engine()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Record what the browser says, and go on."""
        if "Sec-GPC" in request.headers or "DNT" in request.headers:
            user = user_of(request)
            if user is not None:
                self._engine.apply_headers(user, request.headers)
        return self.get_response(request)

    def process_exception(
        self,
        request: HttpRequest,  # noqa: ARG002
        error: Exception,
    ) -> HttpResponse | None:
        """Answer a denial that a view raised; leave everything else."""
        return denied(error) if isinstance(error, Denied) else None


def requires(
    purpose: str, context: Context | None = None
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Demand an allowance before a view runs, which may be async.

    The request gets the permit as `request.permit`. A request without a user is
    answered with status 401.
    """

    def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
        def refused(request: HttpRequest) -> HttpResponse | None:
            user = user_of(request)
            if user is None:
                return HttpResponse(status=401)
            try:
                request.permit = engine().require(user, purpose, context)
            except Denied as error:
                return denied(error)
            return None

        if inspect.iscoroutinefunction(view):

            @functools.wraps(view)
            async def later(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
                # who the user is may be looked up in a database
                answer = await sync_to_async(refused)(request)
                return answer or await view(request, *args, **kwargs)

            return later

        @functools.wraps(view)
        def now(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            return refused(request) or view(request, *args, **kwargs)

        return now

    return decorate


def engine() -> Engine:
    """Give the engine that the settings name."""
    named = getattr(conf.settings, "PLACET_ENGINE", None)
    found = import_string(named) if isinstance(named, str) else named
    if not isinstance(found, Engine):
        message = "PLACET_ENGINE has to be a placet.Engine, or the dotted path of one"
        raise ImproperlyConfigured(message)
    return found


def user_of(request: HttpRequest) -> str | None:
    """Give the id of a request's user; `None` of one who is not known."""
    named = getattr(conf.settings, "PLACET_USER", None)
    if named is not None:
        find = import_string(named) if isinstance(named, str) else named
        user = find(request)
    else:
        known: Any = getattr(request, "user", None)
        user = known.pk if getattr(known, "is_authenticated", False) else None
    return None if user is None or user == "" else str(user)


def denied(error: Denied) -> HttpResponse:
    """Give the answer for a denial."""
    return JsonResponse(
        error.decision.problem(), status=403, content_type="application/problem+json"
    )
