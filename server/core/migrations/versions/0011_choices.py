"""The files that participants choose to count."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "choices",
        sa.Column("submission_id", sa.String(length=26), nullable=False),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submissions.id"], name=op.f("fk_choices_submission_id")
        ),
        sa.PrimaryKeyConstraint("submission_id", name=op.f("pk_choices")),
    )


def downgrade() -> None:
    op.drop_table("choices")
