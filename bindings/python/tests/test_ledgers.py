"""Ledgers that were apart, and stores and policies that need a key."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from conftest import NOON, POLICY, HandClock, adult
from placet import Engine, InvalidArgument, Merged, Origin, StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

EMAIL = "marketing.email"
KEY = bytes(range(32))

SIGNED = """[policy]
id = "shop"
version = "{day}"
effective_from = {day}
contact = {{ privacy = "privacy@shop.example" }}
[purposes."marketing.email"]
basis = ["consent"]
categories = ["user.contact.email"]
"""
PUBLIC_KEY = "ea4a6c63e29c520abef5507b132ec5f9954776aebebe7b92421eea691446d22c"
SIGNATURES = {
    "2025-01-01": "981b694a7259ce59952b2cb3504fdc7a3f5c602e34247c75b17f9dd2bf440e14"
    "33bd0d40ba6e087f85591e130b2d22a94ef9311356e8a13789d129a1058eec04",
    "2025-02-01": "3edc8d84a116f23a93f5895fbe591ddbec314c44662b63c89e7d9b2dacfdb344"
    "2445277d3bd4453fd3cc6d1f2550c8b790506d700321a8ca878ec91fb374f200",
}


def signed(day: str, text: str | None = None) -> str:
    return json.dumps(
        {
            "schema": "placet-signed-policy-1",
            "policy": text or SIGNED.format(day=day),
            "key": PUBLIC_KEY,
            "signature": SIGNATURES[day],
        }
    )


@pytest.fixture
def phone(clock: HandClock) -> Iterator[Engine]:
    """Another engine in memory, with the same clock."""
    with Engine.open(POLICY, "memory:", clock=clock) as phone:
        yield phone


def test_ledgers_that_were_apart_come_to_know_the_same(
    engine: Engine, phone: Engine, clock: HandClock
) -> None:
    adult(engine)
    engine.grant("ada", EMAIL)
    first = engine.changes(user="ada")
    assert (first["since"], first["until"], first["user"]) == (0, 2, "ada")
    assert phone.merge(first, user="ada") == Merged(
        engine.ledger, 2, 2, 0, ("ada",), ()
    )
    phone.withdraw("ada", EMAIL)
    clock.forward(timedelta(hours=1))
    # the backend does not know of the withdrawal, and hears from an old page
    engine.grant("ada", EMAIL)
    assert engine.can_process("ada", EMAIL)
    # what travels is JSON
    changes: dict[str, Any] = json.loads(json.dumps(phone.changes()))
    merged = engine.merge(changes)
    assert (merged.taken, merged.known, merged.erased) == (1, 2, ())
    assert engine.decide("ada", EMAIL).reason == "consent_withdrawn"
    assert engine.merge(changes).taken == 0
    assert phone.merge(engine.changes(2, user="ada")).taken == 1
    assert phone.decide("ada", EMAIL).reason == "consent_withdrawn"
    assert all(one.verify().events > 4 for one in (engine, phone))


def test_an_entry_says_where_it_was_recorded(engine: Engine, phone: Engine) -> None:
    phone.opt_out("ada", "*")
    engine.merge(phone.changes())
    (own,) = phone.history("ada")
    assert own.merged_from is None
    entry = engine.history("ada")[0]
    assert (entry.act, entry.at) == ("opt_out", NOON)
    assert isinstance(entry.merged_from, Origin)
    origin = entry.merged_from
    assert (origin.ledger, origin.number, origin.seen) == (phone.ledger, 1, {})
    assert len(bytes.fromhex(origin.digest)) == 32
    hash(entry)


def test_an_erasure_is_told_of(engine: Engine, phone: Engine) -> None:
    adult(engine)
    phone.merge(engine.changes())
    engine.erase("ada")
    assert phone.merge(engine.changes(1, user="ada")).erased == ("ada",)
    assert phone.decide("ada", EMAIL).reason == "erased"


def test_a_ledger_has_one_name(engine: Engine, phone: Engine, store: Path) -> None:
    assert engine.ledger != phone.ledger
    with Engine.open(POLICY, store) as one, Engine.open(POLICY, store) as other:
        assert one.ledger == other.ledger
        assert len(bytes.fromhex(one.ledger)) == 16


def test_what_is_no_changes(engine: Engine, phone: Engine) -> None:
    adult(engine)
    changes = engine.changes()
    wrong: list[tuple[dict[str, Any], str]] = [
        ({}, "schema"),
        ({**changes, "until": 7}, "digest"),
        ({"at": float("nan")}, "no JSON"),
    ]
    for given, word in wrong:
        with pytest.raises(InvalidArgument, match=word) as caught:
            phone.merge(given)
        assert caught.value.argument == "changes"
    with pytest.raises(InvalidArgument, match="own"):
        engine.merge(changes)
    with pytest.raises(InvalidArgument, match="`user` alone"):
        phone.merge(changes, user="bob")
    with pytest.raises(TypeError, match="mapping is wanted, not 'str'"):
        phone.merge("{}")  # type: ignore[arg-type]
    assert phone.history("ada") == []


def test_what_is_no_position(engine: Engine) -> None:
    for since in (-1, 9, 2**70):
        with pytest.raises(InvalidArgument) as caught:
            engine.changes(since)
        assert caught.value.argument == "since"
    with pytest.raises(TypeError, match="an int is wanted, not 'str'"):
        engine.changes("0")  # type: ignore[arg-type]
    with pytest.raises(InvalidArgument, match="user"):
        engine.changes(user="")


def test_a_sealed_store_tells_nothing_without_its_key(store: Path) -> None:
    with Engine.open(POLICY, store, key=KEY) as engine:
        adult(engine, "ada.lovelace")
        assert engine.store == str(store)
        assert repr(KEY) not in repr(engine)
    files = [path for path in store.parent.iterdir() if path.is_file()]
    assert files
    assert not any(b"lovelace" in path.read_bytes() for path in files)
    with Engine.open(POLICY, store, key=bytearray(KEY)) as engine:  # type: ignore[arg-type]
        assert [entry.act for entry in engine.history("ada.lovelace")] == ["update"]
    with pytest.raises(StoreError, match="key is not the one"):
        Engine.open(POLICY, store, key=bytes(32))
    with pytest.raises(StoreError, match="open it with its `key`"):
        Engine.open(POLICY, store)


def test_a_store_of_another_kind_of_key(store: Path) -> None:
    for key in (b"", b"short", bytes(33)):
        for place in (store, "memory:"):
            with pytest.raises(InvalidArgument, match="32 random ones") as caught:
                Engine.open(POLICY, place, key=key)
            assert caught.value.argument == "key"
    with pytest.raises(TypeError):
        Engine.open(POLICY, store, key="0" * 32)  # type: ignore[arg-type]
    with Engine.open(POLICY, "memory:", key=KEY) as engine:
        adult(engine)
        assert engine.verify().events == 1


def test_a_signed_policy_is_taken_with_its_key_only(store: Path) -> None:
    first, later = signed("2025-01-01"), signed("2025-02-01")
    for key in (PUBLIC_KEY, bytes.fromhex(PUBLIC_KEY)):
        with Engine.open(first, "memory:", policy_keys=[key]) as engine:
            assert engine.policy == "shop"
            with pytest.raises(InvalidArgument, match="not signed"):
                engine.reload(SIGNED.format(day="2025-02-01"))
            assert engine.reload(later).version == "shop@2025-02-01"
    for keys, word in (([], "no key to check"), ([bytes(32)], "not among")):
        with pytest.raises(InvalidArgument, match=word):
            Engine.open(first, "memory:", policy_keys=keys)
    changed = signed("2025-01-01", SIGNED.format(day="2025-02-01"))
    with pytest.raises(InvalidArgument, match="changed since it was signed"):
        Engine.open(changed, "memory:", policy_keys=[PUBLIC_KEY])
    # the store knows what it has seen
    Engine.open(later, store, policy_keys=[PUBLIC_KEY]).close()
    with pytest.raises(InvalidArgument):
        Engine.open(first, store, policy_keys=[PUBLIC_KEY])


def test_what_is_no_public_key() -> None:
    for key in (b"short", "ab", "x" * 64):
        with pytest.raises(InvalidArgument, match="64 hexadecimal digits") as caught:
            Engine.open(POLICY, "memory:", policy_keys=[key])
        assert caught.value.argument == "policy_keys"
    wrong: list[Any] = [PUBLIC_KEY, bytes(32), [None], 7]
    for keys in wrong:
        with pytest.raises(TypeError, match="policy_keys"):
            Engine.open(POLICY, "memory:", policy_keys=keys)
