"""What the database itself says of its tables."""

from collections.abc import Iterator, Sequence

from sqlalchemy import ForeignKeyConstraint, Select, and_, exists, func, select
from sqlalchemy.orm import Session

from server.core.models import Base


def check_of_sqlite(session: Session) -> Sequence[str]:
    """What SQLite's own check complains of, in its words: names of tables and numbers of rows."""
    rows = session.connection().exec_driver_sql("PRAGMA integrity_check(20)")
    return [row[0] for row in rows if row[0] != "ok"]


def rows_without_parent(session: Session) -> Iterator[tuple[str, int]]:
    """Foreign keys that are broken, as ``table.column``, and in how many rows."""
    for table in Base.metadata.sorted_tables:
        for key in table.foreign_key_constraints:
            count = session.scalar(_broken(key))
            if count:
                yield f"{table.name}.{'+'.join(key.column_keys)}", count


def _broken(key: ForeignKeyConstraint) -> Select[int]:
    parent = key.referred_table.alias("parent")
    pairs = [(each.parent, parent.c[each.column.name]) for each in key.elements]
    is_there = exists().where(*(child == other for child, other in pairs)).select_from(parent)
    is_set = and_(*(child.is_not(None) for child, _ in pairs))
    return select(func.count()).select_from(key.table).where(is_set, ~is_there)
