"""Boards as routes and pages ask for them."""

from typing import Annotated

from fastapi import Query

from server.boards.asking import Asking
from server.boards.board import Boards
from server.boards.watch import BoardWatch
from server.web.dependencies import held

CurrentAsking = Annotated[Asking, held(Asking)]
CurrentBoards = Annotated[Boards, held(Boards)]
CurrentWatch = Annotated[BoardWatch, held(BoardWatch)]
TrackSlug = Annotated[
    str | None,
    Query(min_length=1, description="The slug of the track; needed where there are several."),
]
