"""Stores: files that last, files that are none, and engines that are closed."""

from __future__ import annotations

import pickle
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from conftest import POLICY, adult
from placet import Engine, Error, IntegrityError, StoreError

if TYPE_CHECKING:
    from collections.abc import Callable


def filled(store: Path) -> None:
    with Engine.open(POLICY, store) as engine:
        adult(engine)
        engine.grant("ada", "marketing.email")


def refuses(
    store: Path | str, kind: type[StoreError | IntegrityError], word: str
) -> None:
    with pytest.raises(kind, match=word) as caught:
        Engine.open(POLICY, store)
    error: Any = caught.value
    assert error.code == kind.code
    assert error.path == str(store)


def test_what_was_recorded_is_there_again(store: Path) -> None:
    filled(store)
    for path in (store, str(store)):
        with Engine.open(POLICY, path) as engine:
            assert engine.can_process("ada", "marketing.email")
            assert engine.store == str(store)
            assert engine.verify().events == 2


def test_a_directory_is_no_store(tmp_path: Path) -> None:
    refuses(tmp_path, StoreError, "directory; give the path of a file")


def test_the_folder_has_to_exist(tmp_path: Path) -> None:
    refuses(tmp_path / "none" / "ledger", StoreError, "make it first")


def test_a_file_of_another_program_is_left_alone(store: Path) -> None:
    store.write_bytes(b"the notes of another program")
    refuses(store, StoreError, "another program.*left as it is")
    assert store.read_bytes() == b"the notes of another program"


def test_a_database_of_another_program_is_left_alone(store: Path) -> None:
    with sqlite3.connect(store) as other:
        other.execute("CREATE TABLE notes (text)")
    other.close()
    before = store.read_bytes()
    refuses(store, StoreError, "another program.*left as it is")
    assert store.read_bytes() == before


def test_a_newer_form_wants_a_newer_version(store: Path) -> None:
    filled(store)
    with sqlite3.connect(store) as newer:
        newer.execute("PRAGMA user_version = 999")
    newer.close()
    refuses(store, StoreError, "newer version.*update")


def test_a_truncated_file_is_damaged(store: Path) -> None:
    filled(store)
    whole = store.read_bytes()
    store.write_bytes(whole[: len(whole) // 2])
    refuses(store, IntegrityError, "left as it is.*backup")
    assert store.stat().st_size == len(whole) // 2


def test_a_changed_event_is_found(store: Path) -> None:
    filled(store)
    with sqlite3.connect(store) as other:
        other.execute(
            "UPDATE events SET payload = replace(payload, 'email', 'phone')"
            " WHERE position = 2"
        )
    other.close()
    with Engine.open(POLICY, store) as engine:
        with pytest.raises(IntegrityError, match="left as it is") as caught:
            engine.verify()
        assert caught.value.path == str(store)


def test_an_empty_name_is_no_store() -> None:
    with pytest.raises(Error, match="memory:") as caught:
        Engine.open(POLICY, "")
    assert caught.value.code == "invalid_argument"


def test_memory_can_be_a_file_too(tmp_path: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path)
        filled(Path("memory:"))
        assert (tmp_path / "memory:").is_file()


def test_a_closed_engine_says_so(store: Path) -> None:
    with Engine.open(POLICY, store) as engine:
        adult(engine)
        permit = engine.require("ada", "analytics.product")
    calls: list[Callable[[], object]] = [
        lambda: engine.can_process("ada", "analytics.product"),
        lambda: engine.can_process_many(["ada"], "analytics.product"),
        lambda: engine.decide("ada", "analytics.product"),
        lambda: engine.recheck(permit),
        lambda: engine.grant("ada", "marketing.email"),
        lambda: engine.history("ada"),
        lambda: engine.verify(),
        lambda: engine.reload(POLICY),
        lambda: engine.version,
    ]
    for call in calls:
        with pytest.raises(StoreError, match="closed; open it again") as caught:
            call()
        assert caught.value.path == str(store)
    engine.close()
    assert engine.policy == "shop"


def test_a_closed_engine_lets_go_of_the_file(store: Path) -> None:
    engine = Engine.open(POLICY, store)
    adult(engine)
    # SQLite removes its log when the last connection is closed
    log = store.with_name(f"{store.name}-wal")
    assert log.exists()
    engine.close()
    assert not log.exists()


def test_an_error_in_the_block_closes_too(store: Path) -> None:
    with pytest.raises(LookupError), Engine.open(POLICY, store) as engine:
        raise LookupError
    with pytest.raises(StoreError):
        engine.verify()


def test_an_engine_stays_in_its_process(engine: Engine) -> None:
    with pytest.raises(TypeError, match="open the store again in the other process"):
        pickle.dumps(engine)
