"""A bundle for another term: the same moments later, at the same hour, and all else as it was."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from grader import open_folder, write_shifted

Make = Callable[..., Path]
TOP = (
    "visible_from = 2026-09-01T09:00:00+02:00\n"
    "closes_at = 2026-10-20T23:59:00+02:00\nreveal_at = 2026-10-21T00:00:00+02:00"
)
BERLIN = ZoneInfo("Europe/Berlin")


def test_every_moment_comes_later_by_the_clock_of_the_zone(
    prediction_bundle: Make, tmp_path: Path
) -> None:
    folder = prediction_bundle(
        top=TOP,
        tables='[grades]\npoints = 9\ntrack = "unrestricted"\n'
        'rule = "steps"\nsteps = [{ score = 3, points = 9 }]\nfreeze_at = 2026-10-22T08:00:00Z\n',
    )
    bundle = open_folder(folder)
    target = tmp_path / "shifted"
    target.mkdir()
    found = write_shifted(target, bundle, 14, BERLIN).definition
    said = bundle.definition
    assert found.visible_from == said.visible_from + timedelta(days=14)
    # Summer time ends on 25 October: the hour stays, and the day has one more.
    assert found.closes_at == datetime(2026, 11, 3, 22, 59, tzinfo=UTC)
    assert found.reveal_at == datetime(2026, 11, 3, 23, tzinfo=UTC)
    assert found.grades.freeze_at == datetime(2026, 11, 5, 9, tzinfo=UTC)
    moved = {"visible_from", "closes_at", "reveal_at", "grades"}
    assert found.model_dump(exclude=moved) == said.model_dump(exclude=moved)
    for path in bundle.root.rglob("*"):
        if path.is_file() and path.name != "assignment.toml":
            assert (target / path.relative_to(bundle.root)).read_bytes() == path.read_bytes()


def test_by_no_day_it_is_the_same_bundle(prediction_bundle: Make, tmp_path: Path) -> None:
    bundle = open_folder(prediction_bundle(top=TOP))
    target = tmp_path / "shifted"
    target.mkdir()
    assert write_shifted(target, bundle, 0, BERLIN).sha256 == bundle.sha256
