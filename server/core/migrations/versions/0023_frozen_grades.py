"""Grades that are frozen."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

_BOOKS, _GRADES = "frozen_gradebooks", "frozen_grades"
_FINITE = "points IS NULL OR points BETWEEN -1.7976931348623157e308 AND 1.7976931348623157e308"


def upgrade() -> None:
    """No grades are frozen yet."""
    op.create_table(
        _BOOKS,
        sa.Column("assignment_id", sa.String(length=26), nullable=False),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("frozen_by", sa.String(length=26), nullable=False),
        sa.Column("heading", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("assignment_id", name=op.f("pk_frozen_gradebooks")),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignments.id"], name=op.f("fk_frozen_gradebooks_assignment_id")
        ),
        sa.ForeignKeyConstraint(
            ["frozen_by"], ["people.id"], name=op.f("fk_frozen_gradebooks_frozen_by")
        ),
    )
    op.create_table(
        _GRADES,
        sa.Column("assignment_id", sa.String(length=26), nullable=False),
        sa.Column("person_id", sa.String(length=26), nullable=False),
        sa.Column("points", sa.Double(), nullable=True),
        sa.Column("reached", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("assignment_id", "person_id", name=op.f("pk_frozen_grades")),
        sa.ForeignKeyConstraint(
            ["assignment_id"],
            ["frozen_gradebooks.assignment_id"],
            name=op.f("fk_frozen_grades_assignment_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_frozen_grades_person_id")
        ),
        sa.CheckConstraint(_FINITE, name=op.f("ck_frozen_grades_points_finite")),
    )


def downgrade() -> None:
    """What was frozen follows the scores again."""
    op.drop_table(_GRADES)
    op.drop_table(_BOOKS)
