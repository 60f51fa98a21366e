"""Limits on what fails, and in the audit trail the course, the client's network and the request."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

_EVENTS, _LIMITS = "audit_events", "spent_limits"
_OF_ASSIGNMENT = (
    "UPDATE audit_events SET course_id = (SELECT course_id FROM assignments WHERE id = subject)"
    " WHERE action LIKE 'assignment.%'"
)
_OF_COURSE = (
    "UPDATE audit_events SET course_id = (SELECT id FROM courses WHERE id = subject)"
    " WHERE action IN ('course.create', 'roster.import')"
)


def upgrade() -> None:
    """What was done to a course or an assignment is from now on read in that course."""
    op.create_table(
        _LIMITS,
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("until", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_spent_limits")),
    )
    op.create_index(op.f("ix_spent_limits_until"), _LIMITS, ["until"])
    with op.batch_alter_table(_EVENTS) as table:
        table.add_column(sa.Column("course_id", sa.String(length=26), nullable=True))
        table.add_column(sa.Column("network", sa.String(length=64), nullable=True))
        table.add_column(sa.Column("request_id", sa.String(length=64), nullable=True))
        table.create_foreign_key(
            op.f("fk_audit_events_course_id"), "courses", ["course_id"], ["id"]
        )
        table.create_index(op.f("ix_audit_events_course_id_id"), ["course_id", "id"])
    op.execute(_OF_ASSIGNMENT)
    op.execute(_OF_COURSE)


def downgrade() -> None:
    """Where events came from is forgotten."""
    with op.batch_alter_table(_EVENTS) as table:
        table.drop_index(op.f("ix_audit_events_course_id_id"))
        table.drop_constraint(op.f("fk_audit_events_course_id"), type_="foreignkey")
        for name in ("request_id", "network", "course_id"):
            table.drop_column(name)
    op.drop_table(_LIMITS)
