"""Baselines: submissions of the teachers' own, which a bundle declares."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("submissions", sa.Column("baseline", sa.String(length=64), nullable=True))
    op.create_index(
        "uq_submissions_baseline",
        "submissions",
        ["track_id", "baseline", "sha256"],
        unique=True,
        sqlite_where=sa.text("baseline IS NOT NULL"),
        postgresql_where=sa.text("baseline IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index("uq_submissions_baseline", "submissions")
    op.drop_column("submissions", "baseline")
