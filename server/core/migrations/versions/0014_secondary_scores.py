"""Scores in metrics that rank nobody, shown beside."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_FINITE = "BETWEEN -1.7976931348623157e308 AND 1.7976931348623157e308"
_SCORES = ("score", "private_score", "released")


def upgrade() -> None:
    op.create_table(
        "secondary_scores",
        sa.Column("evaluation_id", sa.String(length=26), nullable=False),
        sa.Column("metric", sa.String(length=32), nullable=False),
        *(sa.Column(name, sa.Double(), nullable=True) for name in _SCORES),
        *(
            sa.CheckConstraint(
                f"{name} IS NULL OR {name} {_FINITE}",
                name=op.f(f"ck_secondary_scores_{name}_finite"),
            )
            for name in _SCORES
        ),
        sa.ForeignKeyConstraint(
            ["evaluation_id"],
            ["evaluations.id"],
            name=op.f("fk_secondary_scores_evaluation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("evaluation_id", "metric", name=op.f("pk_secondary_scores")),
    )


def downgrade() -> None:
    op.drop_table("secondary_scores")
