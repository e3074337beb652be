"""Policies: text, paths, versions, faults, and reloading."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from conftest import POLICY, adult
from placet import Diagnostic, Difference, Engine, InvalidArgument, Place, PolicyError

if TYPE_CHECKING:
    from conftest import HandClock

LATER = POLICY.replace("2024-10-01", "2025-01-01").replace(
    "contact = {", "material = true\ncontact = {"
)
WIDER = LATER.replace('["user.contact.email"]', '["user.contact"]')


@pytest.fixture
def document(tmp_path: Path) -> Path:
    """A policy in a file."""
    path = tmp_path / "shop.toml"
    path.write_text(POLICY, encoding="utf-8")
    return path


def test_a_policy_is_text_or_a_path(document: Path, tmp_path: Path) -> None:
    class Elsewhere(os.PathLike[str]):
        def __fspath__(self) -> str:
            return str(document)

    for policy in (POLICY, str(document), document, Elsewhere(), [document]):
        with Engine.open(policy, "memory:") as engine:
            assert (engine.policy, engine.store) == ("shop", "memory:")
            assert engine.version == "shop@2024-10-01"
    odd = document.rename(tmp_path / "{odd}.toml")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path)
        with Engine.open(Path(odd.name), "memory:") as engine:
            assert engine.policy == "shop"


def test_several_versions_are_held(document: Path, clock: HandClock) -> None:
    with Engine.open([document, LATER], "memory:", clock=clock) as engine:
        assert engine.version == "shop@2025-01-01"
        assert len(engine.report("policy")["versions"]) == 2
        assert engine.decide("ada", "marketing.email", at="2024-12-31").policy == (
            "shop@2024-10-01"
        )
        assert repr(engine) == "Engine(policy='shop', store='memory:')"


def test_versions_belong_together() -> None:
    other = POLICY.replace('"shop"', '"other"')
    with pytest.raises(InvalidArgument, match="open an engine for each") as caught:
        Engine.open([POLICY, other], "memory:")
    assert caught.value.argument == "policy"
    with pytest.raises(InvalidArgument, match="no policy was given"):
        Engine.open([], "memory:")


def test_before_the_first_version_nothing_is_in_force() -> None:
    future = POLICY.replace("2024-10-01", "2999-01-01").replace(
        "2026-10-01", "2999-10-01"
    )
    with Engine.open(future, "memory:") as engine:
        assert engine.version is None


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    missing = tmp_path / "none.toml"
    with pytest.raises(InvalidArgument, match=r"none\.toml.*give the path") as caught:
        Engine.open(missing, "memory:")
    assert caught.value.argument == "policy"


def faults(policy: str | Path) -> list[Diagnostic]:
    with pytest.raises(PolicyError) as caught:
        Engine.open(policy, "memory:")
    assert caught.value.code == "policy_error"
    for fault in caught.value.diagnostics:
        if fault.is_error:
            assert str(fault) in str(caught.value)
    return caught.value.diagnostics


def test_a_fault_has_a_place_and_a_help(document: Path) -> None:
    document.write_text(
        POLICY.replace('basis = ["consent"]', 'bassis = ["consent"]', 1)
    )
    first = faults(document)[0]
    assert (first.severity, first.code) == ("error", "unknown_field")
    assert isinstance(first.place, Place)
    assert first.place.file == str(document)
    line = POLICY.splitlines().index('[purposes."marketing.email"]') + 2
    assert (first.place.line, first.place.column) == (line, 1)
    assert first.place.end - first.place.start == len("bassis")
    assert first.help is not None
    assert "basis" in first.help
    assert str(first).startswith(f"{document}:{line}:1: ")


def test_all_faults_come_at_once() -> None:
    wrong = POLICY.replace("minimum = 14", 'minimum = "old"')
    wrong = wrong.replace('denies = ["analytics"]', 'denies = ["anlytics"]')
    errors = [fault.code for fault in faults(wrong) if fault.is_error]
    assert sorted(errors) == ["unknown_purpose", "wrong_type"]


@pytest.mark.parametrize(
    ("policy", "code", "word"),
    [
        ("", "empty", "[policy]"),
        ("\n \n", "empty", "[policy]"),
        ('{"policy": {"id": "shop",', "syntax", "JSON"),
        ("policy = \n", "syntax", ""),
    ],
)
def test_half_a_document_is_none(policy: str, code: str, word: str) -> None:
    fault = faults(policy)[0]
    assert fault.code == code
    assert word in str(fault)
    assert fault.place.file == "<text>"


def test_contradictions_are_told() -> None:
    forbidden = POLICY.replace("[policy]", '[policy]\nbases = ["contract"]')
    assert "basis_not_allowed" in {fault.code for fault in faults(forbidden)}


def test_a_check_loads_nothing(engine: Engine) -> None:
    inferred = LATER.replace("material", 'date_source = "inferred"\nmaterial')
    warnings = engine.check(inferred)
    assert "date_inferred" in {warning.code for warning in warnings}
    assert not any(warning.is_error for warning in warnings)
    with pytest.raises(PolicyError):
        engine.check("[policy]\n")
    assert engine.version == "shop@2024-10-01"


def test_a_reload_says_what_changes(engine: Engine) -> None:
    adult(engine)
    engine.grant("ada", "marketing.email")
    reloaded = engine.reload(WIDER)
    assert reloaded.version == engine.version == "shop@2025-01-01"
    assert reloaded.outdated == ("marketing.email",)
    assert reloaded.difference == Difference(
        from_="2024-10-01",
        to="2025-01-01",
        material=True,
        added=(),
        removed=(),
        widened=("marketing.email",),
        narrowed=(),
        categories_added={"marketing.email": ("user.contact",)},
        recipients_added=(),
        recipients_removed=(),
        recipients_widened=(),
    )
    assert engine.report("differences")["widened"] == ["marketing.email"]
    assert engine.decide("ada", "marketing.email").reason == "consent_expired"


def test_a_failed_reload_keeps_the_old_policy(engine: Engine, document: Path) -> None:
    adult(engine)
    engine.grant("ada", "marketing.email")
    before = engine.decide("ada", "marketing.email")
    document.write_text(POLICY.replace("14", '"old"'), encoding="utf-8")
    for policy in (document, "[policy]\n", json.dumps({}), POLICY + "\n# changed\n"):
        with pytest.raises(PolicyError):
            engine.reload(policy)
    assert engine.decide("ada", "marketing.email") == before
    assert engine.can_process("ada", "marketing.email")
