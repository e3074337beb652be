"""Guards: a block or a function runs only with an allowance."""

from __future__ import annotations

import asyncio
import inspect
from typing import TYPE_CHECKING, Any

import pytest

from conftest import adult
from placet import Denied, Engine, InvalidArgument, Permit, UnknownPurpose

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture
def consenting(engine: Engine) -> Engine:
    """An engine on which `ada` has consented."""
    adult(engine)
    engine.grant("ada", "marketing.email")
    return engine


def test_a_block_has_its_permit(consenting: Engine) -> None:
    with consenting.guard("marketing.email", "ada", operation="use") as permit:
        assert isinstance(permit, Permit)
        assert (permit.user, permit.context) == ("ada", {"operation": "use"})


def test_a_denied_block_does_not_begin(consenting: Engine) -> None:
    entered = False
    with pytest.raises(Denied) as caught, consenting.guard("marketing.email", "eve"):
        entered = True
    assert not entered
    assert caught.value.decision.reason == "consent_missing"
    categories = ["user.contact.phone_number"]
    with (
        pytest.raises(Denied),
        consenting.guard("marketing.email", "ada", {"categories": categories}),
    ):
        entered = True
    assert not entered


def test_errors_of_the_block_pass(consenting: Engine) -> None:
    with pytest.raises(LookupError), consenting.guard("marketing.email", "ada"):
        raise LookupError


def test_a_function_runs_for_who_allows_it(consenting: Engine) -> None:
    sent = []

    @consenting.guarded("marketing.email", user="user_id")
    def send(subject: str, user_id: str = "eve", *, twice: bool = False) -> str:
        """Send a letter."""
        sent.append((subject, user_id, twice))
        return subject

    assert send("hello", "ada") == "hello"
    assert send(user_id="ada", subject="again", twice=True) == "again"
    calls: list[Callable[[], object]] = [
        lambda: send("no", "eve"),
        lambda: send("no"),
        lambda: send(subject="no", user_id="eve"),
    ]
    for call in calls:
        with pytest.raises(Denied):
            call()
    assert sent == [("hello", "ada", False), ("again", "ada", True)]
    assert (send.__name__, send.__doc__) == ("send", "Send a letter.")
    assert list(inspect.signature(send).parameters) == ["subject", "user_id", "twice"]


def test_a_withdrawal_ends_it(consenting: Engine) -> None:
    @consenting.guarded("marketing.email")
    def send(user: str) -> str:
        return user

    assert send("ada") == "ada"
    consenting.withdraw("ada", "marketing.email")
    with pytest.raises(Denied):
        send("ada")


def test_a_coroutine_is_guarded_when_it_is_awaited(consenting: Engine) -> None:
    @consenting.guarded("marketing.email")
    async def send(user: str) -> str:
        return user

    async def main() -> None:
        assert await send("ada") == "ada"
        denied = send("eve")
        with pytest.raises(Denied):
            await denied

    assert inspect.iscoroutinefunction(send)
    asyncio.run(main())


def test_a_generator_is_guarded_when_it_is_called(consenting: Engine) -> None:
    @consenting.guarded("marketing.email")
    def letters(user: str) -> Iterator[str]:
        yield user

    assert list(letters("ada")) == ["ada"]
    with pytest.raises(Denied):
        letters("eve")


def test_a_method_is_guarded(consenting: Engine) -> None:
    class Mailer:
        @consenting.guarded("marketing.email", user="to")
        def send(self, to: str) -> str:
            return to

    assert Mailer().send("ada") == "ada"
    with pytest.raises(Denied):
        Mailer().send("eve")


def test_mistakes_are_told_at_once(consenting: Engine) -> None:
    def send(recipient: str) -> str:
        return recipient

    with pytest.raises(InvalidArgument, match="which has: recipient; name") as caught:
        consenting.guarded("marketing.email")(send)
    assert caught.value.argument == "user"

    guarded: Any = consenting.guarded("marketing.email", user="recipient")(send)
    with pytest.raises(TypeError, match="recipient"):
        guarded()
    with pytest.raises(TypeError, match="str"):
        guarded(7)
    with pytest.raises(UnknownPurpose, match="did you mean"):
        consenting.guarded("marketing.emial", user="recipient")(send)("ada")
