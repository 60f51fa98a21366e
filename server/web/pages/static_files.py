"""Stylesheet, script and icon, under addresses that change with their bytes."""

import hashlib
from functools import cache
from pathlib import Path

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

FOLDER = Path(__file__).parent / "static"
_FOREVER = "public, max-age=31536000, immutable"


@cache
def static_url(name: str) -> str:
    """The address of a static file, with a hash of its bytes, so that it may be kept for good."""
    digest = hashlib.sha256((FOLDER / name).read_bytes()).hexdigest()
    return f"/static/{name}?v={digest[:12]}"


class HashedFiles(StaticFiles):
    """The static files. Those asked for by their present hash are kept by browsers for good."""

    def __init__(self) -> None:
        super().__init__(directory=FOLDER)

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file; a 404 where there is none."""
        answer = await super().get_response(path, scope)
        asked = f"/static/{path}?{scope['query_string'].decode('latin-1')}"
        present = (FOLDER / path).is_file() and asked == static_url(path)
        answer.headers["Cache-Control"] = _FOREVER if present else "no-cache"
        return answer
