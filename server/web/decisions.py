"""Who was let in to do what, remembered for a moment: nobody is looked up for every request.

A route says of a request what it has decided (`remember`). That is true for half a minute, and no
longer than until anything was changed by a request to this process.
"""

import hashlib
import time
from collections.abc import Hashable
from typing import Any

from fastapi import Request
from starlette.types import Scope

from server.core.cache import Cache

_DECIDED_S = 30.0
_MOST_DECISIONS = 4_000
_BEARER = b"bearer "


class Decisions:
    """The newest decisions. forgotten: how often all were let go."""

    def __init__(self) -> None:
        self.forgotten = 0
        self._kept: Cache[Hashable, tuple[Any, float]] = Cache(_MOST_DECISIONS)

    def find(self, asked: Hashable) -> Any:
        """What was decided about that; None where nothing is, or not lately."""
        kept = self._kept.get(asked)
        return None if kept is None or abs(time.time() - kept[1]) > _DECIDED_S else kept[0]

    def put(self, asked: Hashable, decided: object, read_at: float) -> None:
        """Remember a decision. read_at: of the clock, before anything was read for it."""
        self._kept.put(asked, (decided, read_at))

    def forget(self) -> None:
        """Let go of all: whatever was changed may have changed them."""
        self.forgotten += 1
        self._kept.clear()


def remember(request: Request, decided: object, place: str | None = None) -> None:
    """Say what was decided for whoever asks. place: what for, by default for this path."""
    said: list[tuple[str, object]] = request.scope["state"].setdefault("decided", [])
    said.append((place or request.scope["path"], decided))


def shown_token(scope: Scope) -> bytes | None:
    """A hash of the only header that says who asks, where that is a bearer token."""
    shown = [value for name, value in scope["headers"] if name == b"authorization"]
    if len(shown) != 1 or not shown[0].lower().startswith(_BEARER):
        return None
    return hashlib.sha256(shown[0]).digest()
