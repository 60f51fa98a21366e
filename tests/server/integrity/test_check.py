"""Every kind of damage is named, and nothing else; what is whole or under way is clean."""

import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, delete, make_url, select, text
from starlette.testclient import TestClient

from server.app import create_app
from server.core.audit import record
from server.core.clock import now
from server.core.database import open_database
from server.core.models import (
    AssignmentVersion,
    Participant,
    ParticipantException,
    ParticipantMember,
)
from server.integrity import findings
from server.integrity.check import check
from server.integrity.findings import Finding, FindingKind, Severity
from server.service import open_files
from server.settings import Settings
from tests.databases import Postgres, copy_sqlite
from tests.server.integrity.world import World, build

Make = Callable[..., Path]


@pytest.fixture(scope="module")
def built() -> dict[str, World]:
    """The worlds that there are already, by kind of database; each test damages a copy."""
    return {}


@pytest.fixture
def world(
    built: dict[str, World],
    migrated_sqlite: Path,
    prediction_bundle: Make,
    tmp_path_factory: pytest.TempPathFactory,
    tmp_path: Path,
) -> World:
    """A world over SQLite."""
    if "sqlite" not in built:
        folder = tmp_path_factory.mktemp("world") / "data"
        copy_sqlite(migrated_sqlite, folder)
        built["sqlite"] = build(Settings(data_dir=folder, workers=0), prediction_bundle)
    copy = tmp_path / "data"
    shutil.copytree(built["sqlite"].settings.data_dir, copy)
    return replace(built["sqlite"], settings=Settings(data_dir=copy, workers=0))


@pytest.fixture
def postgres_world(
    built: dict[str, World],
    postgres: Postgres,
    prediction_bundle: Make,
    tmp_path_factory: pytest.TempPathFactory,
) -> World:
    """A world over PostgreSQL; its files are shared, and not to be damaged."""
    if "postgresql" not in built:
        folder = tmp_path_factory.mktemp("world") / "data"
        settings = Settings(data_dir=folder, database_url=postgres.migrate(), workers=0)
        built["postgresql"] = build(settings, prediction_bundle)
    found = built["postgresql"]
    name = make_url(found.settings.database_url).database
    assert name is not None
    settings = found.settings.model_copy(update={"database_url": postgres.empty(name)})
    return replace(found, settings=settings)


def look(world: World, *, quick: bool = False, is_idle: bool = True) -> list[Finding]:
    settings = world.settings
    database = open_database(settings.resolved_database_url)
    try:
        files, folder = open_files(settings), settings.data_dir
        return list(check(database, files, folder, quick=quick, is_idle=is_idle))
    finally:
        database.close()


def execute(world: World, statement: str) -> None:
    """Change rows as no part of the product can, the database's own refusals switched off."""
    engine = create_engine(world.settings.resolved_database_url)
    is_sqlite = engine.dialect.name == "sqlite"
    refusals = (
        ("PRAGMA foreign_keys = OFF", "PRAGMA ignore_check_constraints = ON")
        if is_sqlite
        else ("SET session_replication_role = replica",)
    )
    with engine.connect() as connection:
        for switch in refusals:
            connection.execute(text(switch))
        names = {name for name in world.ids if f"<{name}>" in statement}
        for name in names:
            statement = statement.replace(f"<{name}>", f"'{world.ids[name]}'")
        assert connection.execute(text(statement)).rowcount > 0, statement
        connection.commit()
    engine.dispose()


def kinds(found: list[Finding]) -> set[FindingKind]:
    return {one.kind for one in found}


def insert_entry(kind: str, amount: int) -> str:
    """A statement that makes another entry of one in the ledger."""
    kept = "participant_id, submission_id, day, at"
    return (
        f"INSERT INTO quota_ledger (id, kind, amount, {kept})"
        f" SELECT 'x', '{kind}', {amount}, {kept} FROM quota_ledger"
    )


OF_ROWS = {
    "no evaluation": (
        "DELETE FROM evaluations WHERE submission_id = <waiting>",
        findings.NEVER_GRADED,
        "waiting",
    ),
    "late, not under the second version": (
        "DELETE FROM evaluations WHERE submission_id = <late> AND version_id = <second version>",
        findings.NOT_GRADED_UNDER,
        "late",
    ),
    "late, not under the first version": (
        "DELETE FROM evaluations WHERE submission_id = <late> AND version_id = <first version>",
        findings.NOT_GRADED_UNDER,
        "late",
    ),
    "nobody's sign of life": (
        (
            "UPDATE evaluations SET state = 'running', worker = 'w',"
            " heartbeat_at = '2001-01-01 00:00:00' WHERE submission_id = <waiting>"
            " AND version_id = <first version>"
        ),
        findings.ABANDONED,
        "waiting",
    ),
    "waits for ever": (
        (
            "UPDATE evaluations SET queued_at = '2001-01-01 00:00:00'"
            " WHERE submission_id = <waiting> AND version_id = <first version>"
        ),
        findings.WAITS_LONG,
        "waiting",
    ),
    "another value stands": (
        (
            "UPDATE standings SET value = 0.5 WHERE participant_id = <participant>"
            " AND track_id = <track>"
        ),
        findings.WRONG_STANDING,
        "participant",
    ),
    "a worse file stands": (
        "UPDATE standings SET submission_id = <scored 2> WHERE submission_id = <scored 1>",
        findings.WRONG_STANDING,
        "participant",
    ),
    "a file too many is counted": (
        "UPDATE standings SET submissions = submissions + 1 WHERE submission_id = <scored 1>",
        findings.WRONG_STANDING,
        "participant",
    ),
    "no standing": (
        "DELETE FROM standings WHERE submission_id = <scored 1>",
        findings.WRONG_STANDING,
        "participant",
    ),
    "a score that was lost": (
        (
            "UPDATE evaluations SET score = 9 WHERE submission_id = <scored 1>"
            " AND version_id = <first version>"
        ),
        findings.WRONG_STANDING,
        "participant",
    ),
    "a board that was never written": (
        "UPDATE tracks SET board_version = 0 WHERE id = <track>",
        findings.WRONG_BOARD_VERSION,
        "track",
    ),
    "an open try": (
        "DELETE FROM quota_ledger WHERE submission_id = <scored 2> AND kind = 'settle'",
        findings.WRONG_LEDGER,
        "scored 2",
    ),
    "a try that was never taken": (
        "DELETE FROM quota_ledger WHERE submission_id = <scored 2> AND kind = 'reserve'",
        findings.WRONG_LEDGER,
        "scored 2",
    ),
    "a try given back for nothing": (
        (
            "UPDATE quota_ledger SET kind = 'refund', amount = -1 WHERE submission_id = <scored 2>"
            " AND kind = 'settle'"
        ),
        findings.WRONG_LEDGER,
        "scored 2",
    ),
    "settled and given back": (
        insert_entry("refund", -1) + " WHERE submission_id = <scored 2> AND kind = 'settle'",
        findings.WRONG_LEDGER,
        "scored 2",
    ),
    "settled before it was graded": (
        insert_entry("settle", 0) + " WHERE submission_id = <waiting>",
        findings.WRONG_LEDGER,
        "waiting",
    ),
    "a try for a fault of ours": (
        (
            "UPDATE quota_ledger SET kind = 'settle', amount = 0 WHERE submission_id = <faulty>"
            " AND kind = 'refund'"
        ),
        findings.WRONG_LEDGER,
        "faulty",
    ),
    "somebody else's try": (
        (
            "UPDATE quota_ledger SET participant_id = <other> WHERE submission_id = <scored 2>"
            " AND kind = 'settle'"
        ),
        findings.WRONG_LEDGER,
        "scored 2",
    ),
    "a try that was lost": (
        "DELETE FROM quota_ledger WHERE submission_id = <waiting>",
        findings.NO_TRY,
        "waiting",
    ),
    "a person that is gone": (
        "UPDATE submissions SET person_id = 'gone' WHERE id = <waiting>",
        findings.ROW_WITHOUT_PARENT,
        "submissions.person_id",
    ),
    "tables of another version": (
        "UPDATE alembic_version SET version_num = '0001'",
        findings.NOT_MIGRATED,
        "database",
    ),
}


def expect_one(world: World, kind: FindingKind, subject: str, *, quick: bool = False) -> None:
    """Exactly this is found, and told without a word of what people have sent."""
    (one,) = look(world, quick=quick)
    assert one.kind == kind
    assert world.ids.get(subject, subject) in one.subject


@pytest.mark.long
def test_a_whole_world_is_clean(world: World, postgres_world: World) -> None:
    for each in (world, postgres_world):
        assert look(each) == []
        assert look(each, quick=True) == []


@pytest.mark.long
@pytest.mark.parametrize("damage", OF_ROWS)
def test_damaged_rows_are_named(world: World, damage: str) -> None:
    statement, kind, subject = OF_ROWS[damage]
    execute(world, statement)
    expect_one(world, kind, subject, quick=True)


@pytest.mark.long  # a copy of the database for each
def test_damaged_rows_are_named_over_postgresql(postgres: Postgres, postgres_world: World) -> None:
    template = make_url(postgres_world.settings.database_url).database or ""
    for statement, kind, subject in OF_ROWS.values():
        url = postgres.empty(template)
        settings = postgres_world.settings.model_copy(update={"database_url": url})
        each = replace(postgres_world, settings=settings)
        execute(each, statement)
        expect_one(each, kind, subject, quick=True)


def test_a_participant_of_whom_nothing_is_graded_under_a_version_is_named(world: World) -> None:
    """A push may grade again only the best or last files, but of everybody one at least."""
    best = "<second version> AND submission_id"
    execute(world, f"DELETE FROM evaluations WHERE version_id = {best} <> <of another>")
    execute(world, f"DELETE FROM evaluations WHERE version_id = {best} = <of another>")
    assert kinds(look(world)) == {findings.NOT_GRADED_UNDER}
    subjects = " ".join(one.subject for one in look(world))
    assert world.ids["other"] in subjects
    assert world.ids["late"] in subjects


def test_files_that_a_push_did_not_grade_again_are_no_finding(world: World) -> None:
    older = "(<scored 3>, <scored 2>, <invalid>)"
    execute(
        world,
        f"DELETE FROM evaluations WHERE version_id = <second version> AND submission_id IN {older}",
    )
    assert look(world) == []


def test_more_tries_than_any_version_allows_are_named(world: World) -> None:
    database = open_database(world.settings.resolved_database_url)

    def lower(session: Any, per_day: int) -> None:
        for version in session.scalars(select(AssignmentVersion)):
            version.definition = version.definition | {"quota": {"per_day": per_day}}

    database.write(lower, 4)
    assert look(world) == []
    database.write(lower, 3)
    database.close()
    expect_one(world, findings.OVER_LIMIT, "participant")


def test_who_was_granted_more_tries_is_not_named_for_them(world: World) -> None:
    database = open_database(world.settings.resolved_database_url)

    def grant(session: Any) -> None:
        for version in session.scalars(select(AssignmentVersion)):
            version.definition = version.definition | {"quota": {"per_day": 3, "total": 3}}
        by = session.scalars(select(AssignmentVersion.pushed_by)).first()
        granted = {"extra_tries": 1, "extra_s": 0, "opens_at": None, "closes_at": None}
        for owner in session.scalars(select(Participant.id)):
            more = {"reason": "x", "given_by": by, "given_at": now()}
            session.add(ParticipantException(participant_id=owner, **granted, **more))

    def end(session: Any) -> None:
        session.execute(delete(ParticipantException))
        for member in session.scalars(select(ParticipantMember)):
            record(
                session,
                None,
                "exception.give",
                member.assignment_id,
                person=member.person_id,
                after={"extra_tries": 1},
            )

    database.write(grant)
    assert look(world) == []
    database.write(end)
    assert look(world) == []
    database.close()


def test_the_own_check_of_sqlite_is_told(world: World) -> None:
    execute(world, "UPDATE evaluations SET max_points = 1 WHERE submission_id = <waiting>")
    found = look(world)
    assert kinds(found) == {findings.DATABASE_DAMAGED}
    assert "CHECK constraint failed in evaluations" in found[0].detail


def test_a_file_that_is_no_database_is_a_finding(world: World) -> None:
    (world.settings.data_dir / "gradus.sqlite3").write_bytes(b"nothing of the kind " * 400)
    (one,) = look(world)
    assert (one.kind, one.detail) == (findings.DATABASE_DAMAGED, "file is not a database")


def change(path: Path) -> None:
    """Change one byte in the middle of a file, and leave its length and time alone."""
    data, status = bytearray(path.read_bytes()), path.stat()
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


def let_point_at_itself(path: Path) -> None:
    path.unlink()
    path.symlink_to(path)


def edit_labels(folder: Path) -> None:
    labels = folder / "private" / "labels.csv"
    labels.write_text(labels.read_text().replace("16", "17"))


def put(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x")


OF_FILES: dict[str, tuple[str, Callable[[Path], object], FindingKind, bool]] = {
    "a lost file": ("files/submissions/<scored 2>", Path.unlink, findings.FILE_MISSING, True),
    "a changed file": ("files/submissions/<scored 3>", change, findings.FILE_DIFFERS, False),
    "a cut file": ("files/submissions/<scored 1>", put, findings.FILE_DIFFERS, True),
    "a file that cannot be read": (
        "files/submissions/<invalid>",
        let_point_at_itself,
        findings.FILE_UNREADABLE,
        True,
    ),
    "a lost bundle": (
        "files/bundles/<second version>.zip",
        Path.unlink,
        findings.FILE_MISSING,
        True,
    ),
    "a damaged bundle": (
        "files/bundles/<first version>.zip",
        change,
        findings.BUNDLE_DIFFERS,
        False,
    ),
    "edited labels": ("unpacked/<first version>", edit_labels, findings.UNPACKED_DIFFERS, False),
    "a file of nobody's": ("files/submissions/x", put, findings.UNKNOWN_FILE, True),
    "another bundle": ("files/bundles/x.zip", put, findings.UNKNOWN_FILE, True),
    "another folder": ("files/of/somebody/else", put, findings.UNKNOWN_FILE, True),
    "another key": ("files/keys/x", put, findings.UNKNOWN_FILE, True),
    "half an upload": ("incoming/x", put, findings.LEFT_INCOMING, True),
    "half a bundle": ("unpacked/.x-1/bundle/statement.md", put, findings.LEFT_SCRATCH, True),
    "half of predictions": ("unpacked/predictions/x.npy", put, findings.LEFT_SCRATCH, True),
    "predictions of nothing": ("files/predictions/x.npy", put, findings.LEFT_PREDICTIONS, True),
    "damaged predictions": (
        "files/predictions/<ladder evaluation>.npy",
        put,
        findings.PREDICTIONS_DAMAGED,
        False,
    ),
}


def test_damaged_files_are_named(world: World) -> None:
    """All at once: each makes one finding, and those that need no reading are found without."""
    expected: dict[bool, list[tuple[FindingKind, str]]] = {False: [], True: []}
    for key, act, kind, is_seen_unread in OF_FILES.values():
        name = key.partition("<")[2].partition(">")[0]
        path = world.settings.data_dir / key.replace(f"<{name}>", world.ids.get(name, ""))
        act(path)
        expected[is_seen_unread].append((kind, world.ids.get(name) or path.name.partition(".")[0]))

    for quick, wanted in ((False, expected[False] + expected[True]), (True, expected[True])):
        found = look(world, quick=quick)
        assert len(found) == len(wanted)
        for kind, subject in wanted:
            assert any(one.kind == kind and subject in one.subject for one in found), kind


def test_files_in_an_object_store_are_looked_at_likewise(world: World, s3_url: str) -> None:
    """What was stored just now may be under way, so what is left there is not told yet."""
    there = world.settings.model_copy(update={"storage_url": s3_url})
    store, kept = open_files(there), world.settings.data_dir / "files"
    for entry in open_files(world.settings).entries():
        store.keep(kept / entry.key, entry.key)
    moved = replace(world, settings=there)
    assert look(moved, is_idle=False) == []

    (world.settings.data_dir / "x").write_bytes(b"other bytes")
    store.keep(world.settings.data_dir / "x", f"submissions/{world.ids['scored 3']}")
    store.delete(f"submissions/{world.ids['scored 2']}")
    found = {one.subject.partition(" ")[2]: one.kind for one in look(moved, is_idle=False)}
    assert found == {
        world.ids["scored 2"]: findings.FILE_MISSING,
        world.ids["scored 3"]: findings.FILE_DIFFERS,
    }


def test_lost_predictions_of_the_ladder_are_named(world: World) -> None:
    name = world.ids["ladder evaluation"]
    (world.settings.data_dir / "files" / "predictions" / f"{name}.npy").unlink()
    expect_one(world, findings.PREDICTIONS_MISSING, name, quick=True)


def test_what_may_be_under_way_is_no_finding_until_no_request_can_be(world: World) -> None:
    young = ("files/submissions/x", "files/bundles/x.zip", "incoming/x", "unpacked/.x-1/bundle/y")
    paths = [world.settings.data_dir / name for name in young]
    for path in paths:
        put(path)
    assert look(world, is_idle=False) == []
    past = (now() - timedelta(days=3)).timestamp()
    for path in paths:
        os.utime(path, (past, past))
    assert len(look(world, is_idle=False)) == len(paths)


def test_the_next_start_removes_what_was_left(world: World) -> None:
    left = ("a file of nobody's", "half an upload", "half a bundle", "half of predictions")
    for name in left:
        key, act, _, _ = OF_FILES[name]
        act(world.settings.data_dir / key)
    assert len(look(world)) == len(left)
    with TestClient(create_app(world.settings)):
        pass
    assert look(world) == []


def test_nothing_is_written(world: World) -> None:
    root = world.settings.data_dir

    def state() -> dict[str, bytes]:
        return {f"{path}": path.read_bytes() for path in root.rglob("*") if path.is_file()}

    before = state()
    look(world)
    assert state() == before


def test_every_kind_has_a_code_of_its_own_and_a_test() -> None:
    every = [one for one in vars(findings).values() if isinstance(one, FindingKind)]
    assert len({one.code for one in every}) == len(every)
    planted = {kind for _, kind, _ in OF_ROWS.values()} | {each[2] for each in OF_FILES.values()}
    planted |= {findings.OVER_LIMIT, findings.DATABASE_DAMAGED, findings.PREDICTIONS_MISSING}
    assert planted == set(every)
    assert {one.severity for one in every} == set(Severity)
