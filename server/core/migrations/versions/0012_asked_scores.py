"""Scores that are asked for. What was rounded before goes on being shown to its decimals."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_VERSIONS = sa.table(
    "assignment_versions", sa.column("id", sa.String), sa.column("definition", sa.JSON)
)


def upgrade() -> None:
    op.create_table(
        "asked_scores",
        sa.Column("submission_id", sa.String(length=26), nullable=False),
        sa.Column("participant_id", sa.String(length=26), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        *(
            sa.ForeignKeyConstraint(
                [f"{of}_id"], [f"{of}s.id"], name=op.f(f"fk_asked_scores_{of}_id")
            )
            for of in ("submission", "participant")
        ),
        sa.PrimaryKeyConstraint("submission_id", name=op.f("pk_asked_scores")),
    )
    op.create_index(op.f("ix_asked_scores_participant_id"), "asked_scores", ["participant_id"])
    _rename_release({"rounded": "exact"})


def downgrade() -> None:
    op.drop_table("asked_scores")
    _rename_release({"exact": "rounded", "answers": "rounded"})


def _rename_release(names: dict[str, str]) -> None:
    """Say of every version how its scores are shown by the names of the other side."""
    connection = op.get_bind()
    for id_, definition in connection.execute(sa.select(_VERSIONS)).all():
        task = (definition or {}).get("prediction")
        if task is not None and task.get("release") in names:
            changed = definition | {"prediction": task | {"release": names[task["release"]]}}
            connection.execute(
                sa.update(_VERSIONS).where(_VERSIONS.c.id == id_).values(definition=changed)
            )
