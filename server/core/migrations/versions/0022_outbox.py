"""Mail that is to be sent."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

_MAILS = "outbox_mails"
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Nothing is to be sent yet."""
    op.create_table(
        _MAILS,
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("person_id", sa.String(length=26), nullable=False),
        sa.Column("recipient", sa.String(length=255), nullable=True),
        sa.Column("subject", sa.String(length=255), nullable=True),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("due_at", _MOMENT, nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_mails")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_outbox_mails_person_id")
        ),
    )
    op.create_index(op.f("ix_outbox_mails_person_id"), _MAILS, ["person_id"])
    op.create_index(op.f("ix_outbox_mails_due_at"), _MAILS, ["due_at"])


def downgrade() -> None:
    """What was not sent is not sent any more."""
    op.drop_table(_MAILS)
