"""What people are called: by each roster, with history, and by several addresses."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

_ADDRESSES, _CHANGES = "other_addresses", "attribute_changes"
_LINES, _PEOPLE, _COURSES = "memberships", "people", "courses"
_ID = sa.String(length=26)
_NAMES = (
    "UPDATE memberships SET name = (SELECT name FROM people WHERE people.id = person_id)"
    " WHERE alias NOT LIKE 'erased-%'"
)


def upgrade() -> None:
    """Each line of a roster has the name that its person had until now."""
    op.add_column(_PEOPLE, sa.Column("student_number", sa.String(length=64), nullable=True))
    op.add_column(_LINES, sa.Column("name", sa.String(length=255), nullable=True))
    for name in ("student_number", "roster_alias"):
        op.add_column(_LINES, sa.Column(name, sa.String(length=64), nullable=True))
    chooses: sa.Column[bool] = sa.Column(
        "lets_choose_aliases", sa.Boolean(), nullable=False, server_default=sa.true()
    )
    op.add_column(_COURSES, chooses)
    op.execute(_NAMES)
    op.create_table(
        _ADDRESSES,
        sa.Column("email", sa.String(length=255), nullable=False),
        sa.Column("person_id", _ID, nullable=False),
        sa.PrimaryKeyConstraint("email", name=op.f("pk_other_addresses")),
        _of("person_id", "people", _ADDRESSES),
    )
    op.create_index(op.f("ix_other_addresses_person_id"), _ADDRESSES, ["person_id"])
    op.create_table(
        _CHANGES,
        sa.Column("id", _ID, nullable=False),
        sa.Column("person_id", _ID, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "attribute", _one_of("attribute", "name", "email", "student_number"), nullable=False
        ),
        sa.Column("before", sa.String(length=255), nullable=True),
        sa.Column("after", sa.String(length=255), nullable=True),
        sa.Column(
            "source", _one_of("attributesource", "roster", "provider", "person"), nullable=False
        ),
        sa.Column("course_id", _ID, nullable=True),
        sa.Column("by_id", _ID, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attribute_changes")),
        _of("person_id", "people", _CHANGES),
        _of("course_id", "courses", _CHANGES),
        _of("by_id", "people", _CHANGES),
    )
    op.create_index(op.f("ix_attribute_changes_person_id"), _CHANGES, ["person_id"])


def downgrade() -> None:
    """People have one name again, everywhere, and nobody remembers another."""
    op.drop_table(_CHANGES)
    op.drop_table(_ADDRESSES)
    for table, names in (
        (_COURSES, ("lets_choose_aliases",)),
        (_LINES, ("roster_alias", "student_number", "name")),
        (_PEOPLE, ("student_number",)),
    ):
        for name in names:
            op.drop_column(table, name)


def _of(column: str, table: str, owner: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{owner}_{column}")
    return sa.ForeignKeyConstraint([column], [f"{table}.id"], name=name)


def _one_of(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)
