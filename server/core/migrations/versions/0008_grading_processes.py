"""Deaths of grading processes, and what is graded alone since one died with it."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for column in (
        sa.Column("deaths", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("last_death", sa.String(length=255), nullable=True),
        sa.Column("alone", sa.Boolean(), nullable=False, server_default=sa.false()),
    ):
        op.add_column("evaluations", column)


def downgrade() -> None:
    for name in ("alone", "last_death", "deaths"):
        op.drop_column("evaluations", name)
