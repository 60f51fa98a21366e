"""What went wrong where a file could not be graded by our fault, for staff."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("evaluations", sa.Column("last_fault", sa.String(length=1000), nullable=True))


def downgrade() -> None:
    op.drop_column("evaluations", "last_fault")
