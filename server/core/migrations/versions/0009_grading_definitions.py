"""Grading definitions: which version's bundle grades, and which gradings the boards stand on.

Every version that is there has gradings of its own, and stands on them. The hashes of its parts
need its bundle, which no migration reads: the next push fills them in.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_TABLE = "assignment_versions"
_POINTERS = ("grading_id", "standing_id")
_VERSIONS = sa.table(
    _TABLE, *(sa.column(name) for name in ("id", "active", "grading_id", "standing_id"))
)
_UPDATE = sa.update(_VERSIONS)
_GRADED = tuple(
    sa.table(name, sa.column("version_id"))
    for name in ("evaluations", "standings", "released_standings")
)


def upgrade() -> None:
    for name in ("parts", "baseline_files", "changed"):
        op.add_column(_TABLE, sa.Column(name, sa.JSON(), nullable=True))
    op.add_column(_TABLE, sa.Column("grading_sha256", sa.String(length=64), nullable=True))
    held: sa.Column[bool] = sa.Column(
        "held", sa.Boolean(), nullable=False, server_default=sa.false()
    )
    op.add_column(_TABLE, held)
    for name in _POINTERS:
        op.add_column(_TABLE, sa.Column(name, sa.String(length=26), nullable=True))
    op.execute(f"UPDATE {_TABLE} SET grading_id = id, standing_id = id")  # noqa: S608 - ours
    op.execute(
        f"UPDATE {_TABLE} SET held = (bundle_sha256 <> '' AND number > (SELECT active.number"  # noqa: S608 - ours
        f" FROM {_TABLE} AS active WHERE active.active"
        f" AND active.assignment_id = {_TABLE}.assignment_id))"
        f" WHERE EXISTS (SELECT 1 FROM {_TABLE} AS active WHERE active.active"
        f" AND active.assignment_id = {_TABLE}.assignment_id)"
    )
    with op.batch_alter_table(_TABLE) as table:
        for name in _POINTERS:
            table.alter_column(name, existing_type=sa.String(length=26), nullable=False)
            table.create_foreign_key(op.f(f"fk_{_TABLE}_{name}"), _TABLE, [name], ["id"])
        table.alter_column(
            "held", existing_type=sa.Boolean(), existing_nullable=False, server_default=None
        )
    op.create_index(
        "uq_assignment_versions_held",
        _TABLE,
        ["assignment_id"],
        unique=True,
        sqlite_where=sa.text("held"),
        postgresql_where=sa.text("held"),
    )


def downgrade() -> None:
    """A version in force has gradings of its own, as before; one still graded again is a shadow."""
    for id_, grading_id, standing_id in _active():
        if grading_id != standing_id:
            op.execute(_UPDATE.where(_VERSIONS.c.id == id_).values(active=sa.false()))
            op.execute(_UPDATE.where(_VERSIONS.c.id == standing_id).values(active=sa.true()))
        elif standing_id != id_:
            for graded in _GRADED:
                moved = sa.update(graded).where(graded.c.version_id == standing_id)
                op.execute(moved.values(version_id=id_))
    op.drop_index("uq_assignment_versions_held", _TABLE)
    with op.batch_alter_table(_TABLE) as table:
        for name in _POINTERS:
            table.drop_constraint(op.f(f"fk_{_TABLE}_{name}"), type_="foreignkey")
        for name in (*_POINTERS, "held", "changed", "baseline_files", "grading_sha256", "parts"):
            table.drop_column(name)


def _active() -> Sequence[sa.Row[str, str, str]]:
    columns = (_VERSIONS.c.id, _VERSIONS.c.grading_id, _VERSIONS.c.standing_id)
    return op.get_bind().execute(sa.select(*columns).where(_VERSIONS.c.active)).all()
