"""What there is to import, tried in processes of their own since imports stay."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from grader.sandbox.child import modules

ROOT = Path(__file__).parents[4]


def _in_a_process(script: str) -> Any:
    """What a script, with `modules` at hand, prints as JSON."""
    source = f"import json, sys\nfrom grader.sandbox.child import modules\n{script}"
    words = [sys.executable, "-c", source]
    ended = subprocess.run(words, cwd=ROOT, check=True, capture_output=True, timeout=60)
    return json.loads(ended.stdout)


def test_every_listed_module_of_the_library_is_there() -> None:
    missing = _in_a_process(
        "modules.load_all(())\n"
        "wanted = (*modules.STANDARD, *modules.NUMPY)\n"
        "print(json.dumps([name for name in wanted if name not in sys.modules]))"
    )
    came_with_3_12 = {"_pylong"}
    assert set(missing) <= (came_with_3_12 if sys.version_info < (3, 12) else set())


def test_afterwards_nothing_of_ours_and_nothing_new_can_be_imported() -> None:
    found = _in_a_process(
        "modules.load_all(())\n"
        "modules.forget_ours()\n"
        "said = []\n"
        "for name in ('grader', 'reference', 'ctypes', '_ctypes', 'imaplib'):\n"
        "    try: __import__(name); said.append(name)\n"
        "    except ModuleNotFoundError: pass\n"
        "print(json.dumps([said, sys.path, [n for n in sys.modules if n.startswith('grader')]]))"
    )
    assert found == [[], [], []]


def test_a_missing_library_is_an_error_and_a_missing_part_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "gradus_library"
    (package / "tests").mkdir(parents=True)
    for name, text in {
        "__init__.py": "",
        "part.py": "",
        "broken.py": "import no_such_module",
        "_private.py": "raise AssertionError('imported')",
        "tests/__init__.py": "raise AssertionError('imported')",
    }.items():
        (package / name).write_text(text)
    monkeypatch.syspath_prepend(tmp_path)

    modules._load_library("gradus_library")

    assert "gradus_library.part" in sys.modules
    assert "gradus_library.broken" not in sys.modules
    with pytest.raises(ModuleNotFoundError):
        modules._load_library("gradus_no_such_library")


def test_seeding_takes_any_seed_and_repeats() -> None:
    drawn = _in_a_process(
        "import random, numpy as np\n"
        "drawn = []\n"
        "for seed in (3, 3, 2**63, 4):\n"
        "    modules.seed_generators(seed)\n"
        "    drawn.append([random.random(), float(np.random.rand())])\n"
        "print(json.dumps(drawn))"
    )
    assert drawn[0] == drawn[1]
    assert len({tuple(pair) for pair in drawn}) == 3
