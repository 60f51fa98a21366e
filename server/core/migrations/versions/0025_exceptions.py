"""Exceptions for single participants, and the latest deadline that they give."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

_NAME = "exceptions"
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Nobody has an exception yet."""
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


def downgrade() -> None:
    """Everybody has the dates and tries of all again."""
    op.drop_table(_NAME)
    op.drop_column("tracks", "extended_until")
