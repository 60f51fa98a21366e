"""Sessions that hold several ways in, and when tokens and sessions were used last."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_SESSIONS, _WAYS = "web_sessions", "session_ways"
_MOMENT = sa.DateTime(timezone=True)
_FIRST_WAY = (
    "SELECT {} FROM session_ways WHERE session_hash = web_sessions.token_hash ORDER BY id LIMIT 1"
)


def upgrade() -> None:
    """Whoever is signed in stays so, for as long as they were told."""
    op.create_table(
        _WAYS,
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("session_hash", sa.String(length=64), nullable=False),
        sa.Column("course_id", sa.String(length=26), nullable=True),
        sa.Column("token_id", sa.String(length=26), nullable=True),
        sa.Column("scopes", sa.String(length=255), nullable=False),
        sa.Column("expires_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_ways")),
        sa.ForeignKeyConstraint(
            ["session_hash"],
            ["web_sessions.token_hash"],
            name=op.f("fk_session_ways_session_hash"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["course_id"], ["courses.id"], name=op.f("fk_session_ways_course_id")
        ),
        sa.ForeignKeyConstraint(["token_id"], ["tokens.id"], name=op.f("fk_session_ways_token_id")),
    )
    op.create_index(op.f("ix_session_ways_session_hash"), _WAYS, ["session_hash"])
    op.execute(
        "INSERT INTO session_ways (id, session_hash, course_id, scopes, expires_at)"
        " SELECT substr(token_hash, 1, 26), token_hash, course_id, scopes, expires_at"
        " FROM web_sessions"
    )
    op.add_column(_SESSIONS, sa.Column("id", sa.String(length=26), nullable=True))
    op.add_column(_SESSIONS, sa.Column("device", sa.String(length=255), nullable=True))
    op.add_column(_SESSIONS, sa.Column("last_seen_at", _MOMENT, nullable=True))
    seen = sa.text("UPDATE web_sessions SET id = substr(token_hash, 1, 26), last_seen_at = :now")
    op.execute(seen.bindparams(sa.bindparam("now", datetime.now(UTC), type_=_MOMENT)))
    with op.batch_alter_table(_SESSIONS) as table:
        table.alter_column("id", existing_type=sa.String(length=26), nullable=False)
        table.alter_column("last_seen_at", existing_type=_MOMENT, nullable=False)
        table.create_unique_constraint(op.f("uq_web_sessions_id"), ["id"])
        table.drop_constraint(op.f("fk_web_sessions_course_id"), type_="foreignkey")
        for name in ("course_id", "scopes", "expires_at"):
            table.drop_column(name)
    with op.batch_alter_table("tokens") as table:
        table.add_column(sa.Column("last_used_at", _MOMENT, nullable=True))
        table.add_column(sa.Column("replaced_by", sa.String(length=26), nullable=True))
        table.create_foreign_key(op.f("fk_tokens_replaced_by"), "tokens", ["replaced_by"], ["id"])


def downgrade() -> None:
    """Of the ways that a session holds only the first stays."""
    with op.batch_alter_table("tokens") as table:
        table.drop_constraint(op.f("fk_tokens_replaced_by"), type_="foreignkey")
        table.drop_column("replaced_by")
        table.drop_column("last_used_at")
    op.add_column(_SESSIONS, sa.Column("course_id", sa.String(length=26), nullable=True))
    op.add_column(_SESSIONS, sa.Column("scopes", sa.String(length=255), nullable=True))
    op.add_column(_SESSIONS, sa.Column("expires_at", _MOMENT, nullable=True))
    has_none = "NOT EXISTS (SELECT 1 FROM session_ways WHERE session_hash = token_hash)"
    op.execute(f"DELETE FROM web_sessions WHERE {has_none}")  # noqa: S608 - ours
    for name in ("course_id", "scopes", "expires_at"):
        first = _FIRST_WAY.format(name)
        op.execute(f"UPDATE web_sessions SET {name} = ({first})")  # noqa: S608 - ours
    op.drop_table(_WAYS)
    with op.batch_alter_table(_SESSIONS) as table:
        table.alter_column("scopes", existing_type=sa.String(length=255), nullable=False)
        table.alter_column("expires_at", existing_type=_MOMENT, nullable=False)
        table.create_foreign_key(
            op.f("fk_web_sessions_course_id"), "courses", ["course_id"], ["id"]
        )
        table.drop_constraint(op.f("uq_web_sessions_id"), type_="unique")
        for name in ("id", "device", "last_seen_at"):
            table.drop_column(name)
