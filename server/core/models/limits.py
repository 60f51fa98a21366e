"""How often something was done, as far as it is limited."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from server.core.models.base import Base


class SpentLimit(Base):
    """What somebody has spent of a limit. key: a hash of which limit and of whom it is.

    until: the moment at which all of it has come back, in seconds since 1970: it is moved on by
    arithmetic that both databases do alike, in one statement.
    """

    __tablename__ = "spent_limits"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    until: Mapped[float] = mapped_column(index=True)
