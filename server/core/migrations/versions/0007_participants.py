"""Participants own what people owned: submissions, tries and standings. A version is active."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_ID = sa.String(length=26)
_VALUES = {"standings": "value", "released_standings": "score"}
_TARGETS = {
    "assignment_id": "assignments.id",
    "evaluation_id": "evaluations.id",
    "participant_id": "participants.id",
    "person_id": "people.id",
    "submission_id": "submissions.id",
    "track_id": "tracks.id",
    "version_id": "assignment_versions.id",
}


def upgrade() -> None:
    _make_participants()
    _give_submissions_to_participants()
    for table in _VALUES:
        _rewrite_standings(table, "participant_id")
    _rewrite_ledger(["participant_id"], ["participant_id", "day"])
    op.drop_index("uq_assignment_versions_live", "assignment_versions")
    op.execute("ALTER TABLE assignment_versions RENAME COLUMN live TO active")
    _index_active("active")


def downgrade() -> None:
    op.drop_index("uq_assignment_versions_active", "assignment_versions")
    op.execute("ALTER TABLE assignment_versions RENAME COLUMN active TO live")
    _index_active("live")
    _rewrite_ledger(["person_id", "assignment_id"], ["person_id", "assignment_id", "day"])
    for table in _VALUES:
        _rewrite_standings(table, "person_id")
    _give_submissions_to_people()
    op.drop_table("participant_members")
    op.drop_table("participants")


def _make_participants() -> None:
    """A participant for everybody who has handed in, under the id of their first submission."""
    op.create_table(
        "participants",
        sa.Column("id", _ID, nullable=False),
        sa.Column("assignment_id", _ID, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignments.id"], name=op.f("fk_participants_assignment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_participants")),
        sa.UniqueConstraint("id", "assignment_id", name=op.f("uq_participants_id_assignment_id")),
    )
    op.create_table(
        "participant_members",
        sa.Column("assignment_id", _ID, nullable=False),
        sa.Column("person_id", _ID, nullable=False),
        sa.Column("participant_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["participant_id", "assignment_id"],
            ["participants.id", "participants.assignment_id"],
            name=op.f("fk_participant_members_participant_id_assignment_id"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_participant_members_person_id")
        ),
        sa.PrimaryKeyConstraint("assignment_id", "person_id", name=op.f("pk_participant_members")),
    )
    for column in ("person_id", "participant_id"):
        name = op.f(f"ix_participant_members_{column}")
        op.create_index(name, "participant_members", [column])
    op.execute(
        "INSERT INTO participants (id, assignment_id, created_at)"
        " SELECT min(id), assignment_id, min(received_at) FROM submissions"
        " WHERE baseline IS NULL GROUP BY assignment_id, person_id"
    )
    op.execute(
        "INSERT INTO participant_members (assignment_id, person_id, participant_id)"
        " SELECT assignment_id, person_id, min(id) FROM submissions"
        " WHERE baseline IS NULL GROUP BY assignment_id, person_id"
    )


def _give_submissions_to_participants() -> None:
    op.add_column("submissions", sa.Column("participant_id", _ID, nullable=True))
    op.execute(
        "UPDATE submissions SET participant_id = (SELECT participant_id FROM participant_members"
        " WHERE participant_members.assignment_id = submissions.assignment_id"
        " AND participant_members.person_id = submissions.person_id) WHERE baseline IS NULL"
    )
    with op.batch_alter_table("submissions") as table:
        table.drop_constraint(
            op.f("uq_submissions_person_id_assignment_id_idempotency_key"), type_="unique"
        )
        table.drop_index(op.f("ix_submissions_track_id_person_id"))
        table.create_unique_constraint(
            op.f("uq_submissions_participant_id_idempotency_key"),
            ["participant_id", "idempotency_key"],
        )
        table.create_index(
            op.f("ix_submissions_track_id_participant_id"), ["track_id", "participant_id"]
        )
        table.create_foreign_key(
            op.f("fk_submissions_participant_id_assignment_id"),
            "participants",
            ["participant_id", "assignment_id"],
            ["id", "assignment_id"],
        )
        table.create_check_constraint(
            op.f("ck_submissions_owned_unless_baseline"),
            "(participant_id IS NULL) = (baseline IS NOT NULL)",
        )


def _give_submissions_to_people() -> None:
    with op.batch_alter_table("submissions") as table:
        table.drop_constraint(op.f("ck_submissions_owned_unless_baseline"), type_="check")
        table.drop_constraint(
            op.f("fk_submissions_participant_id_assignment_id"), type_="foreignkey"
        )
        table.drop_constraint(op.f("uq_submissions_participant_id_idempotency_key"), type_="unique")
        table.drop_index(op.f("ix_submissions_track_id_participant_id"))
        table.drop_column("participant_id")
        table.create_unique_constraint(
            op.f("uq_submissions_person_id_assignment_id_idempotency_key"),
            ["person_id", "assignment_id", "idempotency_key"],
        )
        table.create_index(op.f("ix_submissions_track_id_person_id"), ["track_id", "person_id"])


def _rewrite_standings(table: str, owner: str) -> None:
    value = _VALUES[table]
    others = ("track_id", "submission_id", "evaluation_id", "version_id")
    with _make_anew(table, [*others, value, "received_at", "submissions"], [owner]):
        op.create_table(
            table,
            *(sa.Column(name, _ID, nullable=False) for name in (*others, owner)),
            sa.Column(value, sa.Double(), nullable=False),
            sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
            sa.Column("submissions", sa.Integer(), nullable=False),
            sa.CheckConstraint(
                f"{value} BETWEEN -1.7976931348623157e308 AND 1.7976931348623157e308",
                name=op.f(f"ck_{table}_{value}_finite"),
            ),
            *_foreign_keys(table, (*others, owner)),
            sa.PrimaryKeyConstraint("track_id", owner, name=op.f(f"pk_{table}")),
        )


def _rewrite_ledger(owners: list[str], index: list[str]) -> None:
    kept = ["id", "submission_id", "day", "kind", "amount", "at"]
    kind = sa.Enum(
        "reserve",
        "settle",
        "refund",
        name="quotaentrykind",
        native_enum=False,
        create_constraint=True,
        length=32,
    )
    with _make_anew("quota_ledger", kept, owners):
        op.create_table(
            "quota_ledger",
            *(sa.Column(name, _ID, nullable=False) for name in ("id", "submission_id", *owners)),
            sa.Column("day", sa.Date(), nullable=False),
            sa.Column("kind", kind, nullable=False),
            sa.Column("amount", sa.Integer(), nullable=False),
            sa.Column("at", sa.DateTime(timezone=True), nullable=False),
            sa.CheckConstraint(
                "amount = CASE kind WHEN 'reserve' THEN 1 WHEN 'refund' THEN -1 ELSE 0 END",
                name=op.f("ck_quota_ledger_amount_of_kind"),
            ),
            *_foreign_keys("quota_ledger", ("submission_id", *owners)),
            sa.PrimaryKeyConstraint("id", name=op.f("pk_quota_ledger")),
            sa.UniqueConstraint(
                "submission_id", "kind", name=op.f("uq_quota_ledger_submission_id_kind")
            ),
        )
        op.create_index(op.f(f"ix_quota_ledger_{'_'.join(index)}"), "quota_ledger", index)


@contextmanager
def _make_anew(table: str, kept: Sequence[str], owners: Sequence[str]) -> Iterator[None]:
    """Make a table anew in the body, with the same rows; owners: columns read of the submission."""
    columns = ", ".join([f"{table}.{name}" for name in kept] + [f"owned.{o}" for o in owners])
    op.execute(
        f"CREATE TABLE set_aside AS SELECT {columns} FROM {table}"  # noqa: S608 - ours
        f" JOIN submissions AS owned ON owned.id = {table}.submission_id"
    )
    op.drop_table(table)
    yield
    names = ", ".join((*kept, *owners))
    op.execute(f"INSERT INTO {table} ({names}) SELECT {names} FROM set_aside")  # noqa: S608 - ours
    op.execute("DROP TABLE set_aside")


def _foreign_keys(table: str, columns: Sequence[str]) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([name], [_TARGETS[name]], name=op.f(f"fk_{table}_{name}"))
        for name in columns
    ]


def _index_active(column: str) -> None:
    op.create_index(
        f"uq_assignment_versions_{column}",
        "assignment_versions",
        ["assignment_id"],
        unique=True,
        sqlite_where=sa.text(column),
        postgresql_where=sa.text(column),
    )
