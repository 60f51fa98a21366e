"""Public scores as the Ladder releases them. What is in force already goes on being rounded."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_FINITE = "score BETWEEN -1.7976931348623157e308 AND 1.7976931348623157e308"
_VERSIONS = sa.table(
    "assignment_versions", sa.column("id", sa.String), sa.column("definition", sa.JSON)
)


def upgrade() -> None:
    op.create_table(
        "releases",
        sa.Column("evaluation_id", sa.String(length=26), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("moved", sa.Boolean(), nullable=False),
        sa.CheckConstraint(_FINITE, name=op.f("ck_releases_score_finite")),
        sa.ForeignKeyConstraint(
            ["evaluation_id"],
            ["evaluations.id"],
            name=op.f("fk_releases_evaluation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("evaluation_id", name=op.f("pk_releases")),
    )
    op.create_table(
        "released_standings",
        sa.Column("track_id", sa.String(length=26), nullable=False),
        sa.Column("person_id", sa.String(length=26), nullable=False),
        sa.Column("submission_id", sa.String(length=26), nullable=False),
        sa.Column("evaluation_id", sa.String(length=26), nullable=False),
        sa.Column("version_id", sa.String(length=26), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submissions", sa.Integer(), nullable=False),
        sa.CheckConstraint(_FINITE, name=op.f("ck_released_standings_score_finite")),
        *(
            sa.ForeignKeyConstraint(
                [column], [target], name=op.f(f"fk_released_standings_{column}")
            )
            for column, target in (
                ("track_id", "tracks.id"),
                ("person_id", "people.id"),
                ("submission_id", "submissions.id"),
                ("evaluation_id", "evaluations.id"),
                ("version_id", "assignment_versions.id"),
            )
        ),
        sa.PrimaryKeyConstraint("track_id", "person_id", name=op.f("pk_released_standings")),
    )
    _write_rounded()


def downgrade() -> None:
    op.drop_table("released_standings")
    op.drop_table("releases")


def _write_rounded() -> None:
    """Say of every version that was pushed before how its scores were shown."""
    connection = op.get_bind()
    for id_, definition in connection.execute(sa.select(_VERSIONS)).all():
        task = (definition or {}).get("prediction")
        if task is not None and "release" not in task:
            changed = definition | {"prediction": task | {"release": "rounded"}}
            connection.execute(
                sa.update(_VERSIONS).where(_VERSIONS.c.id == id_).values(definition=changed)
            )
