"""The code of a Jupyter notebook."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from grader.problems import Problem, RefusalError
from grader.sources import problems
from grader.sources.notebook_lines import is_python_cell
from languages import translatable

MOST_BYTES = 4_000_000  # what Python makes of JSON takes many times its size
_EXCERPT_CHARACTERS = 80
_TOO_LARGE = translatable("it is too large, with all its outputs")
_BROKEN = translatable("the file is damaged")
_NO_CODE = translatable("it has no cell of Python code")


class InvalidSourceError(RefusalError):
    """An upload that is no source code."""


@dataclass(frozen=True)
class Notebook:
    """Its code, and what there is to say of it."""

    code: str
    notes: tuple[Problem, ...]


def read_notebook(body: bytes, *, is_named_so: bool) -> Notebook | None:
    """The notebook in a file; None for a file that is none.

    is_named_so: its name ends in .ipynb. Raises InvalidSourceError for one that cannot be read.
    """
    if not is_named_so and not (body.lstrip()[:1] == b"{" and b'"cell' in body):
        return None
    if len(body) > MOST_BYTES:
        raise _refusal(_TOO_LARGE)
    try:
        content = json.loads(body.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        if is_named_so:
            raise _refusal(_BROKEN) from None
        return None
    cells = list(_code_cells(content))
    if not cells and not is_named_so and "nbformat" not in content:
        return None
    python = [cell for cell in cells if is_python_cell(cell)]
    if not python:
        raise _refusal(_NO_CODE)
    notes = [problems.NOTEBOOK(cells=len(cells))]
    if others := [cell for cell in cells if not is_python_cell(cell)]:
        begins = others[0].strip().partition("\n")[0][:_EXCERPT_CHARACTERS]
        notes.append(problems.CELLS_LEFT_OUT(count=len(others), excerpt=begins))
    return Notebook("\n".join(cell.rstrip() + "\n" for cell in python), tuple(notes))


def _code_cells(content: Any) -> Iterator[str]:
    """The sources of its cells of code, of any version of the format."""
    for holder in (content, *_listed(content, "worksheets")):
        for cell in _listed(holder, "cells"):
            if isinstance(cell, dict) and cell.get("cell_type") == "code":
                source = cell.get("source", cell.get("input", ""))
                parts = source if isinstance(source, list) else [source]
                text = "".join(part for part in parts if isinstance(part, str))
                if text.strip():
                    yield text


def _listed(holder: Any, key: str) -> list[Any]:
    found = holder.get(key) if isinstance(holder, dict) else None
    return found if isinstance(found, list) else []


def _refusal(detail: str) -> InvalidSourceError:
    return InvalidSourceError((problems.NOTEBOOK_UNREADABLE(detail=detail),))
