"""How sure each board is: the ties and intervals that workers compute in the background."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "board_uncertainties",
        sa.Column("track_id", sa.String(length=26), nullable=False),
        sa.Column("board_version", sa.Integer(), nullable=False),
        sa.Column("rows", sa.JSON(), nullable=False),
        sa.Column("computed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("board_version > 0", name=op.f("ck_board_uncertainties_version")),
        sa.ForeignKeyConstraint(
            ["track_id"], ["tracks.id"], name=op.f("fk_board_uncertainties_track_id")
        ),
        sa.PrimaryKeyConstraint("track_id", name=op.f("pk_board_uncertainties")),
    )


def downgrade() -> None:
    op.drop_table("board_uncertainties")
