"""To how many decimals secondary scores are shown, each metric by its own."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("secondary_scores", sa.Column("decimals", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("secondary_scores", "decimals")
