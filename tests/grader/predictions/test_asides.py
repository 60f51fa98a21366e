"""Lines that are no data: each is one problem that names it, and makes no others."""

from collections.abc import Callable

import pytest

from grader.problems import Problem

Refuse = Callable[..., tuple[Problem, ...]]
HEADER = "id,prediction\n"
DATA = "0,10\n1,11\n2,12\n3,13\n4,14\n"
PLAIN = HEADER + DATA

FILES = {
    "sep=,": ("sep=,\n" + PLAIN, [("separator_line", 1)]),
    "sep=, in quotes": ('"sep=,"\n' + PLAIN, [("separator_line", 1)]),
    "sep=, behind a byte order mark": ("\ufeffsep=,\r\n" + PLAIN, [("separator_line", 1)]),
    "sep=, without a header": ("sep=,\n" + DATA, [("separator_line", 1)]),
    "sep=;": (
        "sep=;\n" + PLAIN.replace(",", ";"),
        [("separator_line", 1), ("wrong_separator", None)],
    ),
    "sep=TAB": (
        "sep=\t\n" + PLAIN.replace(",", "\t"),
        [("separator_line", 1), ("wrong_separator", None)],
    ),
    "a comment": ("# my model, 3 layers\n" + PLAIN, [("comment_line", 1)]),
    "a header as numpy.savetxt writes it": ("# " + PLAIN, [("comment_line", 1)]),
    "a comment between": (PLAIN.replace("2,12", "# half\n2,12"), [("comment_line", 4)]),
    "a comment at the end": (PLAIN + "#end,of file", [("comment_line", 7)]),
    "a title": ("Predictions of 2026\n" + PLAIN, [("line_above_header", 1)]),
    "a title and a blank line": ("My predictions,\n\n" + PLAIN, [("line_above_header", 1)]),
    "a title of two lines": (
        "Group 7;\nbest model\n" + PLAIN,
        [("line_above_header", 1), ("line_above_header", 2)],
    ),
    "a title above semicolons": (
        "Group 7, best\n" + PLAIN.replace(",", ";"),
        [("line_above_header", 1), ("wrong_separator", None)],
    ),
    "units": (HEADER + "-,km/h\n" + DATA, [("line_below_header", 2)]),
    "types": (HEADER + "int,float\n" + DATA, [("line_below_header", 2)]),
    "a total": (PLAIN + "Total,60\n", [("total_row", 7)]),
    "a total in Japanese": (PLAIN + "合計,60\n", [("total_row", 7)]),
    "a mean of words": (PLAIN + "mean,=AVERAGE(B2:B6)\n", [("total_row", 7)]),
    "the header again": (PLAIN.replace("2,12", HEADER + "2,12"), [("repeated_header", 4)]),
    "the index of a data frame": (
        ",id,prediction\n" + "".join(f"{i},{row}\n" for i, row in enumerate(DATA.split())),
        [("unnamed_column", 1)],
    ),
    "row names of R": (
        HEADER + "".join(f'"{i}",{row}\n' for i, row in enumerate(DATA.split(), 1)),
        [("surplus_cells", 2)],
    ),
    "all decimals with commas": (
        HEADER + "0,3,5\n1,3,25\n2,3,75\n3,3,5\n4,1,5\n",
        [("decimal_comma", row) for row in range(2, 7)],
    ),
    "two byte order marks": ("\ufeff\ufeff" + PLAIN, [("column_spelling", 1)]),
}


@pytest.mark.parametrize(("text", "expected"), FILES.values(), ids=FILES.keys())
def test_a_line_that_is_no_data_is_one_problem(
    text: str, expected: list[tuple[str, int | None]], refuse: Refuse
) -> None:
    assert [(p.code, p.row) for p in refuse(text.encode())] == expected


def test_what_is_a_known_id_is_data_whatever_it_looks_like(read: Callable[..., object]) -> None:
    """Also to the quick reader: for both `#` and `total` are names as any other."""
    import numpy as np

    from grader.predictions.labels import HiddenLabels

    ids = ("#1", "total", "sep=")
    labels = HiddenLabels(ids, np.zeros(3), np.ones(3, dtype=bool))
    body = b"#1,1\ntotal,2\nsep=,3\n"
    for text in (body, b"id,prediction\n" + body, b'"id","prediction"\n' + body):
        assert list(read(text, "mine.csv", labels)) == [1.0, 2.0, 3.0]  # type: ignore[call-overload]
