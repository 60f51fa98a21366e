"""Which version has had the gradings of another since it took them over.

Of what was taken over before it is known from what was released, so not of exact scores.
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_TABLE, _KEY = "assignment_versions", "fk_assignment_versions_taken_over_by"
_HOLDER = """
    SELECT MIN(evaluations.version_id) FROM releases
    JOIN evaluations ON evaluations.id = releases.evaluation_id
    WHERE releases.version_id = assignment_versions.id
    AND evaluations.version_id <> releases.version_id
"""


def upgrade() -> None:
    with op.batch_alter_table(_TABLE) as table:
        table.add_column(sa.Column("taken_over_by", sa.String(length=26), nullable=True))
        table.create_foreign_key(op.f(_KEY), _TABLE, ["taken_over_by"], ["id"])
    op.execute(f"UPDATE assignment_versions SET taken_over_by = ({_HOLDER})")  # noqa: S608 - ours


def downgrade() -> None:
    with op.batch_alter_table(_TABLE) as table:
        table.drop_constraint(op.f(_KEY), type_="foreignkey")
        table.drop_column("taken_over_by")
