"""Who people are at providers of OpenID Connect."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Nobody has an identity yet."""
    op.create_table(
        "identities",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("issuer", sa.String(length=255), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("person_id", sa.String(length=26), nullable=False),
        sa.Column("account", sa.String(length=255), nullable=True),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("last_used_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identities")),
        sa.UniqueConstraint("issuer", "subject", name=op.f("uq_identities_issuer_subject")),
        sa.UniqueConstraint("issuer", "person_id", name=op.f("uq_identities_issuer_person_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_identities_person_id")),
    )
    op.create_index(op.f("ix_identities_person_id"), "identities", ["person_id"])
    op.create_table(
        "identity_ways",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("identity_id", sa.String(length=26), nullable=False),
        sa.Column("course_id", sa.String(length=26), nullable=True),
        sa.Column("token_id", sa.String(length=26), nullable=True),
        sa.Column("scopes", sa.String(length=255), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_ways")),
        sa.ForeignKeyConstraint(
            ["identity_id"],
            ["identities.id"],
            name=op.f("fk_identity_ways_identity_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["course_id"], ["courses.id"], name=op.f("fk_identity_ways_course_id")
        ),
        sa.ForeignKeyConstraint(
            ["token_id"], ["tokens.id"], name=op.f("fk_identity_ways_token_id")
        ),
    )
    op.create_index(op.f("ix_identity_ways_identity_id"), "identity_ways", ["identity_id"])
    op.create_table(
        "sign_in_attempts",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("provider", sa.String(length=64), nullable=False),
        sa.Column("wanted", sa.String(length=1024), nullable=False),
        sa.Column("person_id", sa.String(length=26), nullable=True),
        sa.Column("expires_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_sign_in_attempts")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_sign_in_attempts_person_id")
        ),
    )
    op.create_index(op.f("ix_sign_in_attempts_expires_at"), "sign_in_attempts", ["expires_at"])
    with op.batch_alter_table("session_ways") as table:
        table.add_column(sa.Column("identity_id", sa.String(length=26), nullable=True))
        table.create_foreign_key(
            op.f("fk_session_ways_identity_id"),
            "identities",
            ["identity_id"],
            ["id"],
            ondelete="CASCADE",
        )


def downgrade() -> None:
    """Whoever is signed in by an identity is signed out."""
    op.execute("DELETE FROM session_ways WHERE identity_id IS NOT NULL")
    with op.batch_alter_table("session_ways") as table:
        table.drop_constraint(op.f("fk_session_ways_identity_id"), type_="foreignkey")
        table.drop_column("identity_id")
    op.drop_table("sign_in_attempts")
    op.drop_table("identity_ways")
    op.drop_table("identities")
