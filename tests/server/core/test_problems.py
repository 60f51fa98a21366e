"""What is not there is named in the reader's language."""

import ast
from pathlib import Path

import pytest

import server
from server.core import problems
from server.web.catalogue import CATALOGUE

ROOT = Path(server.__file__).parent


def things() -> set[str]:
    """What the server says of anywhere that it is not found."""
    calls = (
        node
        for path in ROOT.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "not_found"
    )
    return {ast.literal_eval(call.args[0]) for call in calls}


def test_every_thing_that_can_be_missing_has_a_name() -> None:
    assert things() == set(problems.THINGS)


@pytest.mark.parametrize("what", sorted(problems.THINGS))
def test_no_english_word_stands_in_a_japanese_sentence(what: str) -> None:
    missing = problems.NOT_FOUND(what=what, name="x")
    assert CATALOGUE.explain(missing, "en").message == f"There is no {what} 'x' here."
    japanese = CATALOGUE.explain(missing, "ja").message
    assert japanese.endswith("「x」は見つかりません。")
    assert what not in japanese
