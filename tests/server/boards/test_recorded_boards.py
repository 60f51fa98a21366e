"""Boards and histories answer to the byte as they once did, entity tags included."""

import json

import pytest

from tests.server.boards.recorded import DIGESTS, answers, digest, worlds


@pytest.mark.long
def test_boards_and_histories_answer_as_recorded() -> None:
    """240 answers over 60 small boards: of every kind, before and after the reveal, to all."""
    recorded = json.loads(DIGESTS.read_text("utf-8"))
    found = {name: answer for world in worlds() for name, answer in answers(world)}
    changed = [name for name, answer in found.items() if recorded.get(name) != digest(answer)]
    assert not changed, f"{changed[0]}:\n{found[changed[0]]}"
    assert found.keys() == recorded.keys()
