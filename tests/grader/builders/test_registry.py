"""Ready assignments by name become bundles that can be pushed."""

import datetime as dt
from pathlib import Path

import pytest

from grader.builders.registry import BUILDERS, build
from grader.bundles import lint_problems
from grader.bundles.folder import BundleError, open_folder
from grader.bundles.lint import lint
from grader.bundles.ready import READY, ready_folder

NOW = dt.datetime(2027, 1, 1, tzinfo=dt.UTC)


@pytest.mark.parametrize("name", READY)
def test_a_ready_assignment_becomes_a_bundle_without_warnings(
    made_up_file: Path, tmp_path: Path, name: str
) -> None:
    """But for the dates of comment-volume, which only a teacher can know, and the toy's labels.

    Of the little file that is made up here so few rows are public that no setting hides them.
    """
    data = made_up_file if name == "comment-volume" else None
    bundle = build(name, data, tmp_path / "out").bundle
    assert bundle == open_folder(tmp_path / "out")
    assert bundle.definition.slug == name
    result = lint(tmp_path / "out", NOW)
    left = {
        "comment-volume": {
            lint_problems.NEVER_REVEALED.code,
            lint_problems.LABELS_LEAK_ANYWAY.code,
        },
        "diabetes": {lint_problems.LABELS_CAN_LEAK.code, lint_problems.ANSWERS_LEAK.code},
    }
    unexpected = [p for p in result.warnings if p.code not in left.get(name, set())]
    assert (result.errors, unexpected) == ((), [])


@pytest.mark.parametrize("name", READY)
def test_a_template_carries_no_data(name: str) -> None:
    """Data are made or downloaded; what the project carries is text of its own."""
    suffixes = {path.suffix for path in ready_folder(name).rglob("*") if path.is_file()}
    assert suffixes <= {".toml", ".md", ".py", ".pyc"}


@pytest.mark.parametrize("name", BUILDERS)
def test_statements_name_every_starter_file(name: str) -> None:
    definition = (ready_folder(name) / "assignment.toml").read_text("utf-8")
    for locale in ("en", "ja"):
        statement = (ready_folder(name) / f"statement.{locale}.md").read_text("utf-8")
        for starter in ("train.csv", "test.csv", "sample_submission.csv", "baseline.py"):
            assert f'"{starter}"' in definition
            assert f"`{starter}`" in statement


@pytest.mark.parametrize("name", ["unknown", "", "../assignments/diabetes", "diabetes/"])
def test_an_unknown_name_is_no_assignment(tmp_path: Path, name: str) -> None:
    with pytest.raises(KeyError):
        build(name, None, tmp_path / "out")


def test_a_folder_that_is_there_already_is_not_touched(tmp_path: Path) -> None:
    with pytest.raises(FileExistsError):
        build("diabetes", None, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_failed_build_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(BundleError):
        build("comment-volume", None, tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_labels_that_follow_from_a_seed_are_said_to_be_public(tmp_path: Path) -> None:
    """A secret gives others each time, and the same for the same secret."""
    known = build("diabetes", None, tmp_path / "known", seed=7)
    assert [warning.code for warning in known.warnings] == ["labels_public"]
    secrets = {"a": b"a secret of ours", "b": b"another secret of ours", "c": b"a secret of ours"}
    made = {name: build("diabetes", None, tmp_path / name, seed=s) for name, s in secrets.items()}
    assert [built.warnings for built in made.values()] == [(), (), ()]
    labels = {name: (tmp_path / name / "private/labels.csv").read_bytes() for name in made}
    assert labels["a"] == labels["c"] != labels["b"]
