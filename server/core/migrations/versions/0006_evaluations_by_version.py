"""Evaluations by version: what boards and switches ask for need not read all of them."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("ix_evaluations_version_id"), "evaluations", ["version_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_evaluations_version_id"), "evaluations")
