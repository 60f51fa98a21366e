"""What became of mail, and of which course it was."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

_TABLE = "outbox_mails"


def upgrade() -> None:
    """Of mail that has ended nobody knows any more how."""
    with op.batch_alter_table(_TABLE) as table:
        table.add_column(sa.Column("course_id", sa.String(length=26), nullable=True))
        table.add_column(sa.Column("outcome", sa.String(length=16), nullable=True))
        table.add_column(sa.Column("said", sa.String(length=200), nullable=True))
        table.create_foreign_key(
            op.f("fk_outbox_mails_course_id"), "courses", ["course_id"], ["id"]
        )


def downgrade() -> None:
    """Forget it again."""
    with op.batch_alter_table(_TABLE) as table:
        table.drop_constraint(op.f("fk_outbox_mails_course_id"), type_="foreignkey")
        for name in ("said", "outcome", "course_id"):
            table.drop_column(name)
