"""Bad input: each error has its type, its code, and says what to do."""

from __future__ import annotations

import pickle
from collections.abc import Sequence
from datetime import date, datetime, timedelta, timezone
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

import placet
from conftest import NOON, POLICY, adult
from placet import (
    Denied,
    Engine,
    Error,
    InternalError,
    InvalidArgument,
    Permit,
    PolicyError,
    UnknownCategory,
    UnknownPurpose,
)

if TYPE_CHECKING:
    from collections.abc import Callable

SURROGATE = "ada\ud83d"


def invalid(call: Callable[[], object], argument: str, *words: str) -> None:
    with pytest.raises(InvalidArgument) as caught:
        call()
    assert caught.value.code == "invalid_argument"
    assert caught.value.argument == argument
    message = str(caught.value)
    assert message.startswith(f"invalid `{argument}`: ")
    for word in words:
        assert word in message


def test_an_unknown_purpose_names_the_nearest(engine: Engine) -> None:
    for call in (
        lambda: engine.can_process("ada", "marketing.emial"),
        lambda: engine.can_process_many(["ada"], "marketing.emial"),
        lambda: engine.decide("ada", "marketing.emial"),
        lambda: engine.require("ada", "marketing.emial"),
        lambda: engine.grant("ada", "marketing.emial"),
        lambda: engine.withdraw("ada", "marketing.emial"),
    ):
        with pytest.raises(UnknownPurpose) as caught:
            call()
        assert caught.value.code == "unknown_purpose"
        assert caught.value.purpose == "marketing.emial"
        assert caught.value.nearest == "marketing.email"
        assert "did you mean `marketing.email`?" in str(caught.value)


def test_a_name_like_none_has_no_nearest(engine: Engine) -> None:
    with pytest.raises(UnknownPurpose) as caught:
        engine.can_process("ada", "zzz" * 10_000)
    assert caught.value.nearest is None
    assert len(caught.value.purpose) == 201


def test_an_unknown_category_names_the_nearest(engine: Engine) -> None:
    with pytest.raises(UnknownCategory) as caught:
        engine.decide("ada", "marketing.email", categories=["user.contact.emial"])
    assert caught.value.code == "unknown_category"
    assert caught.value.category == "user.contact.emial"
    assert caught.value.nearest == "user.contact.email"
    assert "did you mean `user.contact.email`?" in str(caught.value)


def test_an_unknown_notice_names_the_nearest(engine: Engine) -> None:
    for call in (
        lambda: engine.acknowledge("ada", "2024-10-02"),
        lambda: engine.grant("ada", "marketing.email", notice="2024-10-02"),
    ):
        invalid(call, "notice", "did you mean `2024-10-01`?")


def test_an_empty_user_is_no_user(engine: Engine) -> None:
    for call in (
        lambda: engine.can_process("", "marketing.email"),
        lambda: engine.can_process_many(["ada", ""], "marketing.email"),
        lambda: engine.decide("", "marketing.email"),
        lambda: engine.grant("", "marketing.email"),
        lambda: engine.history(""),
        lambda: engine.report("notices", ""),
    ):
        invalid(call, "user", "give the id")


def test_half_a_surrogate_pair_is_no_text(engine: Engine) -> None:
    permit = engine.require("ada", "analytics.product").to_json()
    for argument, call in (
        ("user", lambda: engine.can_process(SURROGATE, "marketing.email")),
        ("purpose", lambda: engine.can_process("ada", SURROGATE)),
        ("users", lambda: engine.can_process_many([SURROGATE], "marketing.email")),
        ("user", lambda: engine.decide(SURROGATE, "marketing.email")),
        ("surface", lambda: engine.decide("a", "marketing.email", surface=SURROGATE)),
        ("user", lambda: engine.grant(SURROGATE, "marketing.email")),
        ("by", lambda: engine.grant("ada", "marketing.email", by=SURROGATE)),
        ("signals", lambda: engine.apply_signals("ada", {SURROGATE: True})),
        ("json", lambda: Permit.from_json(permit + SURROGATE)),
        ("policy", lambda: Engine.open(POLICY + SURROGATE, "memory:")),
        ("store", lambda: Engine.open(POLICY, SURROGATE)),
    ):
        invalid(call, argument, "surrogate", "decode")


def test_names_of_the_ledger_are_no_users(engine: Engine) -> None:
    invalid(lambda: engine.update("\0", age=30), "user", "the ledger's own")
    assert engine.verify().events == 0


@pytest.mark.parametrize("user", ["a" * 10_000_000, "👩‍👩‍👧", " ", "a\0", "*"])
def test_any_other_text_names_a_user(engine: Engine, user: str) -> None:
    assert not engine.can_process(user, "marketing.email")
    adult(engine, user)
    engine.grant(user, "marketing.email")
    assert engine.can_process(user, "marketing.email")
    assert not engine.can_process(user + "x", "marketing.email")
    assert engine.history(user)[-1].user == user
    assert engine.verify().users == 1


def test_an_unknown_field_of_a_context_names_the_nearest(engine: Engine) -> None:
    wrong: dict[str, Any] = {"categoreis": ["user.contact.email"]}
    for call in (
        lambda: engine.decide("ada", "marketing.email", wrong),  # type: ignore[arg-type]
        lambda: engine.decide("ada", "marketing.email", **wrong),
        lambda: engine.require("ada", "marketing.email", **wrong),
    ):
        invalid(call, "context", "`categoreis`", "did you mean `categories`?")
    invalid(
        lambda: engine.decide("ada", "marketing.email", {"xyz": 1}),  # type: ignore[arg-type]
        "context",
        "it may hold: categories, operation",
    )


def test_a_field_is_given_once(engine: Engine) -> None:
    invalid(
        lambda: engine.decide(
            "ada", "marketing.email", {"operation": "use"}, operation="use"
        ),
        "operation",
        "in the context or as a keyword",
    )


def test_words_of_a_context_are_known_words(engine: Engine) -> None:
    invalid(
        lambda: engine.decide("ada", "marketing.email", operation="stor"),  # type: ignore[arg-type]
        "operation",
        "did you mean `store`?",
    )
    invalid(
        lambda: engine.decide("ada", "marketing.email", form="blurred"),  # type: ignore[arg-type]
        "form",
        "raw",
    )


def test_an_instant_has_a_time_zone(engine: Engine) -> None:
    naive = datetime(2025, 1, 15, 12)
    for argument, call in (
        ("at", lambda: engine.grant("ada", "marketing.email", at=naive)),
        ("expires", lambda: engine.grant("ada", "marketing.email", expires=naive)),
        ("at", lambda: engine.decide("ada", "marketing.email", at=naive)),
        ("at", lambda: engine.erase("ada", at=naive)),
        ("clock", lambda: Engine.open(POLICY, "memory:", clock=lambda: naive)),
    ):
        invalid(call, argument, "time zone", "datetime.now(timezone.utc)")


@pytest.mark.parametrize("text", ["soon", "", "2025-02-30", "2025-01-15T12:00:00"])
def test_other_text_is_no_instant(engine: Engine, text: str) -> None:
    invalid(lambda: engine.erase("ada", at=text), "at", "2024-10-17T12:00:00Z")


def test_an_act_is_not_before_the_last(engine: Engine) -> None:
    adult(engine)
    earlier = NOON - timedelta(seconds=1)
    invalid(
        lambda: engine.grant("ada", "marketing.email", at=earlier),
        "at",
        "before the last act",
    )
    assert engine.grant("eve", "marketing.email", at=earlier).at == earlier


def test_a_birthdate_is_a_day_that_was(engine: Engine) -> None:
    tomorrow = date(2025, 1, 16)
    invalid(lambda: engine.update("ada", birthdate=tomorrow), "birthdate", "future")
    invalid(lambda: engine.update("ada", birthdate="1990"), "birthdate", "2006-10-18")
    instant = datetime(1990, 5, 1, tzinfo=timezone.utc)
    invalid(lambda: engine.update("ada", birthdate=instant), "birthdate", "`date`")


def test_an_age_is_a_number_of_years(engine: Engine) -> None:
    for age in (-1, 256, 10**30):
        update = partial(engine.update, "ada", age=age)
        invalid(update, "age", "0 to 150")
    for ends in ((1, 2, 3), ()):
        update = partial(engine.update, "ada", age_range=ends)
        invalid(update, "age_range", "`(13, 15)`")
    invalid(lambda: engine.update("ada", age_range=(15, 13)), "age_range", "above")


def test_words_are_known_words(engine: Engine) -> None:
    loose: Any = engine
    for argument, word, call in (
        ("kind", "explicit", lambda: loose.grant("a", "marketing", kind="expilcit")),
        ("status", "pending", lambda: loose.link_guardian("a", "b", status="pendign")),
        ("account", "closed", lambda: loose.update("a", account="asleep")),
        ("residence", "US-CA", lambda: loose.update("a", residence="Germany")),
        ("ground", "accuracy_contested", lambda: loose.restrict("a", ground="x")),
        ("kind", "policy", lambda: loose.report("sales")),
        ("signals", "gpc", lambda: loose.apply_signals("a", {"gcp": True})),
        (
            "signals",
            "neither `1` nor `0`",
            lambda: loose.apply_signals("a", {"gpc": "yes"}),
        ),
        ("signals", "none", lambda: loose.apply_signals("a", {})),
        ("guardian", "guardian", lambda: loose.link_guardian("a", "a")),
        ("update", "give", lambda: loose.update("a")),
    ):
        invalid(call, argument, word)


def test_a_wrong_type_is_a_type_error(engine: Engine) -> None:
    loose: Any = engine
    opened: Any = Engine
    calls: list[tuple[Callable[[], object], str]] = [
        (lambda: loose.can_process(7, "marketing.email"), "str"),
        (lambda: loose.can_process("ada"), "purpose"),
        (lambda: loose.can_process(user="ada", purpose="marketing"), "positional"),
        (lambda: loose.can_process_many("ada", "marketing.email"), "users"),
        (lambda: loose.can_process_many([7], "marketing.email"), "users"),
        (lambda: loose.decide("ada", "marketing.email", 7), "mapping"),
        (lambda: loose.decide("ada", "marketing.email", {7: 7}), "keys"),
        (lambda: loose.decide("ada", "marketing", categories="user"), "categories"),
        (lambda: loose.decide("ada", "marketing.email", operation=7), "operation"),
        (lambda: loose.grant("ada", "marketing.email", at=7), "aware datetime"),
        (lambda: loose.grant("ada", "marketing.email", how="x"), "how"),
        (lambda: loose.update("ada", birthdate=7), "birthdate"),
        (lambda: loose.update("ada", age="7"), "int"),
        (lambda: loose.update("ada", age_range=7), "age_range"),
        (lambda: loose.apply_signals("ada", [("gpc", True)]), "mapping"),
        (lambda: loose.recheck("permit"), "Permit"),
        (lambda: opened.open(POLICY, "memory:", clock=7), "callable"),
        (lambda: opened.open(7, "memory:"), "policy"),
        (lambda: opened.open([7], "memory:"), "policy"),
        (lambda: opened.open(POLICY, 7), "store"),
    ]
    for call, words in calls:
        with pytest.raises(TypeError, match=words):
            call()


def test_what_the_clock_raises_reaches_the_caller() -> None:
    broken = False

    def clock() -> datetime:
        if broken:
            raise LookupError("no time server")
        return NOON

    with Engine.open(POLICY, "memory:", clock=clock) as engine:
        broken = True
        for call in (
            lambda: engine.can_process("ada", "marketing.email"),
            lambda: engine.grant("ada", "marketing.email"),
        ):
            with pytest.raises(LookupError, match="no time server"):
                call()
        broken = False
        assert engine.verify().events == 0


class Liar(Sequence[str]):
    """A sequence that can't be as long as it says."""

    def __len__(self) -> int:
        return 2**63 - 1

    def __getitem__(self, place: Any) -> Any:
        raise IndexError(place)


def test_a_panic_is_an_ordinary_error(engine: Engine) -> None:
    adult(engine)
    with pytest.raises(InternalError, match="please report it") as caught:
        engine.can_process_many(Liar(), "marketing.email")
    assert caught.value.code == "internal"
    assert isinstance(caught.value, Exception)
    assert engine.can_process("ada", "analytics.product")


def error_of(call: Callable[[], object]) -> Error:
    with pytest.raises(Error) as caught:
        call()
    return caught.value


def test_errors_can_be_pickled(engine: Engine) -> None:
    engine.update("kit", age=12)
    errors = [
        error_of(lambda: engine.can_process("ada", "marketing.emial")),
        error_of(lambda: engine.decide("ada", "marketing", categories=["usr"])),
        error_of(lambda: engine.can_process("", "marketing.email")),
        error_of(lambda: engine.grant("kit", "marketing.email")),
        error_of(lambda: engine.require("ada", "marketing.email")),
        error_of(lambda: engine.reload("[policy]\n")),
        error_of(lambda: Engine.open(POLICY, "/")),
    ]
    for error in errors:
        again = pickle.loads(pickle.dumps(error))
        assert type(again) is type(error)
        assert str(again) == str(error)
        assert again.__dict__ == error.__dict__
        assert again.code == error.code
    assert isinstance(errors[4], Denied)
    assert isinstance(errors[5], PolicyError)


def test_every_error_has_a_code_of_its_own() -> None:
    public = [getattr(placet, name) for name in placet.__all__]
    kinds = [
        kind
        for kind in public
        if isinstance(kind, type) and issubclass(kind, Error) and kind is not Error
    ]
    assert len(kinds) == 11
    assert len({kind.code for kind in kinds}) == 11
    assert all(kind.__doc__ for kind in kinds)
