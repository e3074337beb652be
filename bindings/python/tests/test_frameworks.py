"""Guards in real frameworks, asked by real requests."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import django
import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.test.utils import override_settings
from django.urls import path
from fastapi import Depends, FastAPI, Header
from fastapi.testclient import TestClient

from placet import Engine, Permit

if TYPE_CHECKING:
    from collections.abc import Iterator

POLICY = """
[policy]
id = "shop"
version = "1"
effective_from = 2021-01-01
contact = { privacy = "privacy@shop.test" }
[purposes."ads.personalized"]
basis = ["legitimate_interest"]
categories = ["user.behavior"]
[purposes."marketing.email"]
basis = ["consent"]
categories = ["user.contact.email"]
[signals.gpc]
denies = ["ads"]
"""

if not settings.configured:
    settings.configure(
        ROOT_URLCONF=__name__,
        ALLOWED_HOSTS=["testserver"],
        MIDDLEWARE=["placet.django.PlacetMiddleware"],
        PLACET_USER=lambda request: request.headers.get("X-User"),
        SECRET_KEY="tests",
        PLACET_ENGINE=None,
    )
    django.setup()

from placet.django import requires  # noqa: E402
from placet.fastapi import Guard  # noqa: E402


@pytest.fixture
def shop() -> Iterator[Engine]:
    engine = Engine.open(POLICY, "memory:")
    for user in ("ada", "ben"):
        engine.update(user, account="active", birthdate="1990-05-01", residence="US-CA")
    with override_settings(PLACET_ENGINE=engine):
        yield engine


def current_user(x_user: str | None = Header(default=None)) -> str | None:
    """Give the user of a request, as an application would."""
    return x_user


@requires("marketing.email")
def newsletter(request: HttpRequest) -> HttpResponse:
    permit: Permit = request.permit
    return HttpResponse(permit.purpose)


@requires("ads.personalized")
async def ads(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    return HttpResponse("ads")


def by_hand(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    settings.PLACET_ENGINE.require("ada", "marketing.email")
    return HttpResponse("sent")


urlpatterns = [
    path("newsletter", newsletter),
    path("ads", ads),
    path("by-hand", by_hand),
]


class Site:
    """One of the frameworks with the same three pages."""

    def __init__(self, kind: str, engine: Engine) -> None:
        self.kind = kind
        if kind == "django":
            self.django = Client()
            return
        app = FastAPI()
        guard = Guard(app, engine, user=current_user)
        mail, shown = guard("marketing.email"), guard("ads.personalized")

        @app.get("/newsletter")
        def newsletter(permit: Any = Depends(mail)) -> str:  # noqa: B008
            return str(permit.purpose)

        @app.get("/ads", dependencies=[Depends(shown)])
        async def ads() -> str:
            return "ads"

        @app.get("/by-hand")
        def by_hand() -> str:
            engine.require("ada", "marketing.email")
            return "sent"

        self.fastapi = TestClient(app)

    def get(self, page: str, **headers: str) -> tuple[int, str, str]:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.kind == "django":
            answer = self.django.get(page, headers=sent)
            text = answer.content.decode()
            return answer.status_code, answer.headers["Content-Type"], text
        reply = self.fastapi.get(page, headers=sent)
        return reply.status_code, reply.headers["Content-Type"], reply.text


@pytest.fixture(params=["django", "fastapi"])
def site(request: pytest.FixtureRequest, shop: Engine) -> Site:
    return Site(request.param, shop)


def test_a_denial_says_why_and_what_would_change_it(site: Site, shop: Engine) -> None:
    status, kind, text = site.get("/newsletter", X_User="ada")
    assert (status, kind) == (403, "application/problem+json")
    problem = json.loads(text)
    assert problem == shop.decide("ada", "marketing.email").problem()
    assert problem["reason"] == "consent_missing"
    assert problem["remedy"]["action"] == "ask_consent"
    assert problem["status"] == 403
    shop.grant("ada", "marketing.email")
    status, _, text = site.get("/newsletter", X_User="ada")
    assert (status, text.strip('"')) == (200, "marketing.email")
    shop.withdraw("ada", "marketing.email")
    assert site.get("/newsletter", X_User="ada")[0] == 403
    assert site.get("/by-hand")[:2] == (403, "application/problem+json")


def test_what_the_browser_says_is_heard(site: Site, shop: Engine) -> None:
    assert site.get("/ads", X_User="ada", DNT="1")[0] == 200
    assert site.get("/ads", X_User="ada", Sec_GPC="0")[0] == 200
    status, _, text = site.get("/ads", X_User="ada", Sec_GPC="1")
    assert (status, json.loads(text)["reason"]) == (403, "signal_opt_out")
    # it is known from then on, and written once
    assert site.get("/ads", X_User="ada", Sec_GPC="1")[0] == 403
    assert site.get("/ads", X_User="ada")[0] == 403
    heard = [one for one in shop.history("ada") if one.act == "apply_signals"]
    assert len(heard) == 1
    assert site.get("/ads", X_User="ben")[0] == 200


def test_a_request_of_nobody_is_turned_away(site: Site) -> None:
    assert site.get("/newsletter")[0] == 401
    assert site.get("/ads", X_User="")[0] == 401


def test_an_allowance_is_no_problem(shop: Engine) -> None:
    assert shop.decide("ada", "ads.personalized").problem() is None
