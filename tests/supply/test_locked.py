"""What production installs is locked: every file by its hash, every version as tested here."""

import re
from importlib.metadata import requires
from pathlib import Path

import pytest

from tests.audit import judge

ROOT = Path(__file__).parents[2]
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
_PIN = re.compile(r"^([\w.-]+)==([^\s;]+)")


def pins(text: str) -> dict[str, str]:
    """Versions by name, as names are compared."""
    found = [_PIN.match(line) for line in text.splitlines()]
    return {re.sub(r"[-_.]+", "-", pin[1]).lower(): pin[2] for pin in found if pin}


TESTED = pins((ROOT / "constraints.txt").read_text())


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_version_is_the_tested_one_and_every_file_has_a_hash(lock: Path) -> None:
    text = lock.read_text()
    assert {name: TESTED.get(name, pin) for name, pin in pins(text).items()} == pins(text)
    for entry in re.split(r"\n(?=\S)", text.strip()):
        assert "--hash=sha256:" in entry, entry
    assert "://" not in text


def test_all_that_the_server_needs_is_there() -> None:
    needed = {
        re.sub(r"[-_.]+", "-", re.match(r"[\w.-]+", line)[0]).lower()  # type: ignore[index]
        for line in requires("gradus") or []
        if "extra ==" not in line or re.search(r"extra == .(server|postgres)\b", line)
    }
    assert needed - {"gradus"} <= set(pins((ROOT / "requirements/production.txt").read_text()))


def test_an_audit_says_what_is_unsafe_and_what_it_could_not_ask() -> None:
    safe = {"name": "a", "version": "1", "vulns": []}
    unsafe = {"name": "b", "version": "2", "vulns": [{"id": "CVE-1", "fix_versions": ["3"]}]}
    unknown = {"name": "c", "skip_reason": "not found"}
    assert judge([safe]) == ("audit: nothing known of 1", True)
    assert judge([safe, unknown]) == ("audit skipped: nothing could be asked of 1 of 2", True)
    assert judge([unknown, unsafe]) == ("b 2: CVE-1, mended in 3", False)
