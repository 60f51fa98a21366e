"""Problems by their cause: what is wrong throughout is told once."""

from grader.problems import SHOWN_OF_A_CAUSE, Problem, by_cause


def test_problems_are_grouped_in_the_order_of_the_first_of_each() -> None:
    found = [Problem(code="b", row=1), Problem(code="a", row=2), Problem(code="b", row=3)]
    first, second = by_cause(found, {"b": 12})
    assert ([one.row for one in first.shown], first.count, first.more) == ([1, 3], 12, 10)
    assert ([one.row for one in second.shown], second.count, second.more) == ([2], 1, 0)


def test_of_a_report_of_before_only_what_is_listed_is_counted() -> None:
    (cause,) = by_cause([Problem(code="a", row=row) for row in range(60)], {})
    assert (len(cause.shown), cause.count, cause.more) == (SHOWN_OF_A_CAUSE, 60, 55)
