"""The course in which faults are provoked: made in the database, pushed over HTTP."""

import io
from collections.abc import Mapping
from pathlib import Path

from grader import pack
from server.core.database import open_database
from server.core.migrate import migrate
from tests.conftest import LABELS, PREDICTION_TOML
from tests.server.ungraded_site import people

STUDENTS = ("aki", "ben", "chie")
ASSIGNMENTS = {"small": "rounded", "steps": "ladder"}
ROSTER = "alias,role\n" + "".join(f"{name},student\n" for name in STUDENTS) + "sensei,instructor\n"
ML = "/api/v1/courses/ml/assignments"


def make_course(database_url: str) -> Mapping[str, str]:
    """A course in a new database; everybody's token."""
    database = open_database(database_url)
    try:
        migrate(database)
        return database.write(people, ROSTER)
    finally:
        database.close()


def bundle(scratch: Path, slug: str, graded: int) -> bytes:
    """A bundle that nobody runs out of tries of. graded: of another grading definition each."""
    root = scratch / f"{slug}-{graded}"
    (root / "private").mkdir(parents=True, exist_ok=True)
    (root / "statement.md").write_text("Predict six numbers.\n")
    sample = "id,prediction\n" + "".join(f"{number},0\n" for number in range(6))
    (root / "sample_submission.csv").write_text(sample)
    (root / "private" / "labels.csv").write_text(LABELS)
    tables = f"[limits]\nwall_s = {10 + graded / 100}\n[quota]\nper_day = 1000000\n"
    (root / "assignment.toml").write_text(
        PREDICTION_TOML.format(
            top="", tables=tables, slug=slug, decimals=4, release=ASSIGNMENTS[slug]
        )
    )
    archive = io.BytesIO()
    pack(root, archive)
    return archive.getvalue()
