"""A verdict tells which code judged."""

from pathlib import Path

from grader.judge_version import digest_of, judge_version


def test_it_is_another_one_for_any_other_source(tmp_path: Path) -> None:
    folder = tmp_path / "judge" / "checks"
    folder.mkdir(parents=True)
    (folder / "slopes.py").write_text("STEP = 1\n")
    first = digest_of([tmp_path / "judge"])
    assert digest_of([tmp_path / "judge"]) == first
    (folder / "slopes.py").write_text("STEP = 2\n")
    second = digest_of([tmp_path / "judge"])
    (folder / "slopes.py").rename(folder / "steps.py")
    assert len({first, second, digest_of([tmp_path / "judge"])}) == 3


def test_it_is_that_of_the_sources_that_run() -> None:
    assert len(judge_version()) == 16
    assert judge_version() == judge_version()
