"""Every fault can still be planted: its text stands once, and its tests are there.

That they are caught takes minutes: `python -m tests.planted`, a part of `make prove`.
"""

import collections
from pathlib import Path

import pytest

from tests.planted.faults import PACKAGES, Fault, NotPlantableError, read_faults

ROOT = Path(__file__).parents[2]
FAULTS = read_faults()


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_its_text_stands_once_what_is_planted_is_python_and_its_tests_are_there(
    fault: Fault,
) -> None:
    place = fault.place(ROOT)
    planted = place.read_text("utf-8").replace(fault.before, fault.after)
    compile(planted, str(place), "exec")
    assert planted != place.read_text("utf-8")
    assert fault.what.endswith(".")
    assert fault.targets(ROOT)


def test_there_are_forty_and_some_in_every_package() -> None:
    counts = collections.Counter(fault.package for fault in FAULTS)
    assert len(FAULTS) >= 40
    assert set(counts) == set(PACKAGES)
    assert min(counts.values()) >= 5
    assert len({fault.name for fault in FAULTS}) == len(FAULTS)


def test_what_is_not_there_cannot_be_planted(tmp_path: Path) -> None:
    fault = FAULTS[0]
    (tmp_path / fault.package).mkdir()
    (tmp_path / fault.package / "twice.py").write_text(2 * f"{fault.before}\n")
    with pytest.raises(NotPlantableError, match="2 times"):
        fault.place(tmp_path)
    with pytest.raises(NotPlantableError, match="no test"):
        fault.targets(tmp_path)
