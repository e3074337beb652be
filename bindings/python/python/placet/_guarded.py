"""Values that know what they may be used for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, NoReturn, TypeVar

from .errors import InvalidArgument

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from ._engine import Engine
    from ._native import Permit

T = TypeVar("T")
U = TypeVar("U")
V = TypeVar("V")


class Guarded(Generic[T]):
    """A value with the user whom it is about and its categories.

    `str`, `repr` and logs show the categories and never the value; it can't be pickled.
    `open` shows it to whoever has a `Permit` that is good at that moment.

        email = Guarded("ada", ["user.contact.email"], "ada@example.com")
        permit = engine.require(
            "ada", "marketing.email", categories=["user.contact.email"]
        )
        send(email.open(engine, permit))
    """

    __slots__ = ("__value", "_tags")

    def __init__(self, user: str, categories: Iterable[str], value: T) -> None:
        self.__value = value
        self._tags: dict[str, frozenset[str]] = {user: frozenset(categories)}

    @property
    def tags(self) -> Mapping[str, frozenset[str]]:
        """The categories, by the user whom they are about; a new dict each time."""
        return dict(self._tags)

    def open(self, engine: Engine, *permits: Permit) -> T:
        """Show the value: with a permit for each user whom it is about.

        A permit is one of `engine.require` with the value's categories in its context.
        A withdrawal since it was given ends it, and so does its time.
        """
        for user, categories in self._tags.items():
            permit = next((one for one in permits if one.user == user), None)
            if permit is None:
                message = f"invalid `permit`: none is of the user `{user}`; ask for one"
                raise InvalidArgument(message, "permit")
            engine.admit(permit, user, sorted(categories))
        return self.__value

    def map(self, make: Callable[[T], U]) -> Guarded[U]:
        """Make another value of this one, guarded as this is."""
        return _guarded(self._tags, make(self.__value))

    def join(self, other: Guarded[U], make: Callable[[T, U], V]) -> Guarded[V]:
        """Make one value of two, guarded by what guards each of them."""
        tags = dict(self._tags)
        for user, categories in other._tags.items():
            tags[user] = tags.get(user, frozenset()) | categories
        return _guarded(tags, make(self.__value, other.__value))

    def __repr__(self) -> str:
        """Show the categories."""
        categories = sorted(set().union(*self._tags.values()))
        return f"Guarded({', '.join(categories)})"

    def __reduce__(self) -> NoReturn:
        """Refuse to be pickled: what is written down is guarded by nobody."""
        message = "a guarded value can't be pickled; open it, or keep it where it is"
        raise TypeError(message)


def _guarded(tags: dict[str, frozenset[str]], value: V) -> Guarded[V]:
    guarded = Guarded("", (), value)
    guarded._tags = tags
    return guarded
