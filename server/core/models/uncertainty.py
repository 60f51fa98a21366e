"""How sure boards are, as workers have computed it."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from server.core.models.base import ID_LENGTH, Base


class BoardUncertainty(Base):
    """The ties and intervals of one board.

    board_version: the version that first showed them. rows: one for each row of the board, best
    first, as `server.boards.queries` reads them; they hold for exactly these
    evaluations in this order, so no reader needs to trust the version.
    """

    __tablename__ = "board_uncertainties"
    __table_args__ = (CheckConstraint("board_version > 0", name="version"),)

    track_id: Mapped[str] = mapped_column(
        String(ID_LENGTH), ForeignKey("tracks.id"), primary_key=True
    )
    board_version: Mapped[int]
    rows: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    computed_at: Mapped[datetime]
