"""The runner of the vectors: what it prints, and that it notices what is wrong."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from conftest import POLICY

RUNNER = Path(__file__).with_name("conformance.py")

VECTORS = """
format = 1

[[case]]
id = "a.right"
policy = "shop"
steps = [
  { do = "update", user = "u", account = "active", birthdate = "1990-05-01" },
  { do = "decide", user = "u", purpose = "marketing.email", deny = ["consent_missing"] },
  { do = "grant", user = "u", purpose = "marketing.email" },
  { do = "decide", user = "u", purpose = "marketing.email", allow = "consent" },
  { do = "opt_out", user = "u", purpose = "essential", refused = "non_optional" },
  { do = "grant", user = "u", purpose = "marketing.emial", error = "unknown_purpose" },
  { do = "load", patch = { age = { minimum = "old" } }, errors = ["wrong_type"] },
  { do = "report", kind = "policy", contains = { id = "shop" } },
  { do = "open", engine = "other", policy = "shop" },
  { do = "export", user = "u", as = "copy", contains = { events = [{ act = "grant" }] }, lacks = [{ act = "erase" }] },
  { do = "import", engine = "other", from = "copy", contains = { obligations = [] } },
  { do = "decide", engine = "other", user = "u", purpose = "marketing.email", allow = "consent", surplus = [] },
  { do = "audit", user = "u", purpose = "marketing.phone", as = "d1", obligations = [] },
  { do = "collect", user = "u", purpose = "marketing.phone", context = { categories = ["user.contact.phone_number"] }, error = "denied", deny = ["consent_missing"] },
  { do = "erasure_plan", user = "u", contains = { items = [{ kind = "keep", reason = "contract" }] } },
  { do = "cases", user = "u", lacks = [{ right = "access" }] },
  { do = "due", contains = { items = [] } },
  { do = "record", user = "u", event = "last_active", details = { times = 3, first = false } },
  { do = "clock", at = "2030-01-01T00:00:00Z" },
]

[[case]]
id = "b.case"
policy = "shop"
steps = [
  { do = "update", user = "u", account = "active" },
  STEP,
]
"""


def run(folder: Path, step: str) -> tuple[int, list[str]]:
    """Run the vectors with this step in their second case."""
    (folder / "shop.toml").write_text(POLICY, encoding="utf-8")
    vectors = folder / "vectors"
    vectors.mkdir()
    text = VECTORS.replace("STEP", step)
    (vectors / "shop.toml").write_text(text, encoding="utf-8")
    command = [sys.executable, str(RUNNER), "--policies", str(folder), str(vectors)]
    ended = subprocess.run(command, capture_output=True, check=False)
    assert ended.stderr == b""
    return ended.returncode, ended.stdout.decode().splitlines()


def test_what_is_right_has_a_digest(tmp_path: Path) -> None:
    step = '{ do = "decide", user = "u", purpose = "analytics.product", basis = "legitimate_interest" }'
    code, lines = run(tmp_path, step)
    assert code == 0
    assert lines[0].startswith("ok a.right 19 ")
    assert lines[1].startswith("ok b.case 2 ")
    assert [len(line.split()[-1]) for line in lines[:2]] == [16, 16]
    assert lines[2:] == ["2 passed, 0 failed"]


@pytest.mark.parametrize(
    ("step", "what"),
    [
        (
            '{ do = "decide", user = "u", purpose = "marketing.email", allow = "consent" }',
            'it should be allowed, and is denied: ["consent_missing"]',
        ),
        (
            '{ do = "decide", user = "u", purpose = "marketing.email", remedy = "wait" }',
            '`remedy` should be "wait", and is "ask_consent"',
        ),
        (
            '{ do = "decide", user = "u", purpose = "analytics.product", deny = ["erased"] }',
            'it should be denied with ["erased"], and is allowed: "legitimate_interest"',
        ),
        (
            '{ do = "grant", user = "u", purpose = "marketing.email", refused = "erased" }',
            'it should fail with "erased", and did not',
        ),
        (
            '{ do = "grant", user = "", purpose = "marketing.email" }',
            "it failed: invalid `user`: it is empty; give the id by which the "
            "application knows the user",
        ),
        (
            '{ do = "report", kind = "policy", contains = { id = "other" } }',
            '`answer.id` should be "other", and is "shop"',
        ),
        ('{ do = "load", errors = ["cycle"] }', "`cycle` should be among the errors,"),
        (
            '{ do = "decide", user = "u", purpose = "marketing.email", surplus = ["user.name"] }',
            '`surplus` should be ["user.name"], and is []',
        ),
        (
            '{ do = "disclose", user = "u", purpose = "marketing.email", recipient = "x", deny = ["erased"] }',
            '`erased` should be among the reasons, which are ["consent_missing", "recipient_unlisted"]',
        ),
        (
            '{ do = "export", user = "u", lacks = [{ act = "update" }] }',
            '{"act":"update"} should not be there, and is: {',
        ),
        (
            '{ do = "record", user = "u", event = "last_active", contains = { obligations = [{ kind = "erase" }] } }',
            '`answer.obligations` should hold {"kind":"erase"}, and is []',
        ),
        (
            '{ do = "cases", engine = "b", user = "u" }',
            "no engine `b` was opened",
        ),
        (
            '{ do = "import", from = "copy" }',
            "it failed: ",
        ),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, step: str, what: str) -> None:
    code, lines = run(tmp_path, step)
    assert code == 1
    assert lines[1].startswith(f"FAILED b.case step 2: {what}")
    assert lines[2:] == ["1 passed, 1 failed"]
