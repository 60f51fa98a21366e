"""What was released by the rule of which version, and how many shown scores a push has changed."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_VERSION = "(SELECT version_id FROM evaluations WHERE evaluations.id = releases.evaluation_id)"
_KEY, _FOREIGN_KEY = "pk_releases", "fk_releases_version_id"


def upgrade() -> None:
    op.add_column("releases", sa.Column("version_id", sa.String(length=26), nullable=True))
    op.execute(f"UPDATE releases SET version_id = {_VERSION}")  # noqa: S608 - ours
    with op.batch_alter_table("releases") as table:
        table.alter_column("version_id", existing_type=sa.String(length=26), nullable=False)
        table.drop_constraint(op.f(_KEY), type_="primary")
        table.create_primary_key(op.f(_KEY), ["evaluation_id", "version_id"])
        table.create_foreign_key(op.f(_FOREIGN_KEY), "assignment_versions", ["version_id"], ["id"])
    op.add_column("assignment_versions", sa.Column("shown_anew", sa.Integer(), nullable=True))


def downgrade() -> None:
    """Of an evaluation that was taken over only what was released of it last stays."""
    op.drop_column("assignment_versions", "shown_anew")
    op.execute(f"DELETE FROM releases WHERE version_id <> {_VERSION}")  # noqa: S608 - ours
    with op.batch_alter_table("releases") as table:
        table.drop_constraint(op.f(_FOREIGN_KEY), type_="foreignkey")
        table.drop_constraint(op.f(_KEY), type_="primary")
        table.create_primary_key(op.f(_KEY), ["evaluation_id"])
        table.drop_column("version_id")
