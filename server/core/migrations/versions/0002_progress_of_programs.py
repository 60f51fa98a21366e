"""What a program has printed so far, for those who wait for it."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("evaluations", sa.Column("progress", sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column("evaluations", "progress")
