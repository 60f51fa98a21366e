"""A source in stretches: each line once, marked where it matches, and nothing hidden in it."""

from server.pages.side_by_side import marked


def shape(text: str, passages: list[tuple[int, int]]) -> list[tuple[int, bool, list[int]]]:
    return [
        (stretch.passage, stretch.begins, [line.number for line in stretch.lines])
        for stretch in marked(text, passages)
    ]


def test_lines_of_a_passage_are_one_stretch() -> None:
    assert shape("a\nb\nc\nd\ne\n", [(2, 3)]) == [
        (0, True, [1]),
        (1, True, [2, 3]),
        (0, False, [4, 5]),
    ]


def test_a_line_of_two_passages_belongs_to_the_first_and_the_other_begins_once() -> None:
    assert shape("a\nb\nc\nd\ne", [(3, 3), (2, 5)]) == [
        (0, True, [1]),
        (2, True, [2]),
        (1, True, [3]),
        (2, False, [4, 5]),
    ]


def test_passages_beyond_the_end_mark_what_there_is() -> None:
    assert shape("a\nb", [(2, 9)]) == [(0, True, [1]), (1, True, [2])]
    assert shape("", [(1, 1)]) == [(1, True, [1])]


def test_what_cannot_be_seen_is_shown_as_such() -> None:
    ((line,),) = [
        stretch.lines for stretch in marked("x = 1 \u202e# \x1b[2J\x00\u200b\ty\u3000é", [])
    ]
    assert line.text == "x = 1 \ufffd# \ufffd[2J\ufffd\ufffd\ty\u3000é"
