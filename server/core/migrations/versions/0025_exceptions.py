"""Exceptions for single participants, and what is taken off boards."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

_NAME, _REMOVALS = "exceptions", "removals"
_ID = sa.String(length=26)
_HOLDS = "ended_at IS NULL AND submission_id IS"
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Nobody has an exception yet, and everything stands on its board."""
    op.add_column("tracks", sa.Column("extended_until", _MOMENT, nullable=True))
    op.create_table(
        _NAME,
        sa.Column("participant_id", sa.String(length=26), nullable=False),
        sa.Column("opens_at", _MOMENT, nullable=True),
        sa.Column("closes_at", _MOMENT, nullable=True),
        sa.Column("extra_tries", sa.Integer(), nullable=False),
        sa.Column("extra_s", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("given_by", sa.String(length=26), nullable=False),
        sa.Column("given_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("participant_id", name=op.f("pk_exceptions")),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participants.id"], name=op.f("fk_exceptions_participant_id")
        ),
        sa.ForeignKeyConstraint(["given_by"], ["people.id"], name=op.f("fk_exceptions_given_by")),
        sa.CheckConstraint(
            "extra_tries BETWEEN 0 AND 1000000", name=op.f("ck_exceptions_extra_tries")
        ),
        sa.CheckConstraint("extra_s BETWEEN 0 AND 1000000", name=op.f("ck_exceptions_extra_s")),
    )
    op.create_table(
        _REMOVALS,
        sa.Column("id", _ID, nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                *("withdrawn", "disqualified"),
                name="removalkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("track_id", _ID, nullable=False),
        sa.Column("participant_id", _ID, nullable=False),
        sa.Column("submission_id", _ID, nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("by_id", _ID, nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("ended_at", _MOMENT, nullable=True),
        sa.Column("ended_by", _ID, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_removals")),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_removals_{column}"))
            for column, table in (
                ("track_id", "tracks"),
                ("participant_id", "participants"),
                ("submission_id", "submissions"),
                ("by_id", "people"),
                ("ended_by", "people"),
            )
        ),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (ended_by IS NULL)", name=op.f("ck_removals_ended_by_somebody")
        ),
        sa.CheckConstraint(
            "kind = 'disqualified' OR submission_id IS NOT NULL",
            name=op.f("ck_removals_only_files_are_withdrawn"),
        ),
    )
    _holds_once("uq_removals_file", ["submission_id"], f"{_HOLDS} NOT NULL")
    _holds_once("uq_removals_participant", ["track_id", "participant_id"], f"{_HOLDS} NULL")


def _holds_once(name: str, columns: list[str], where: str) -> None:
    holds = sa.text(where)
    op.create_index(
        name, _REMOVALS, columns, unique=True, sqlite_where=holds, postgresql_where=holds
    )


def downgrade() -> None:
    """Everybody has the dates and tries of all again, and stands on boards."""
    op.drop_table(_REMOVALS)
    op.drop_table(_NAME)
    op.drop_column("tracks", "extended_until")
