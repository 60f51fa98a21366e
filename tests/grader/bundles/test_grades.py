"""`[grades]`: what goes together, and one sentence for each key that does not."""

import pytest

from grader.bundles import problems
from grader.bundles.definition_file import read_definition
from grader.catalogue import PROBLEM_KINDS
from grader.problems import Catalogue, ProblemKind
from languages import LOCALES

RIDGE = """
[[baselines]]
slug = "ridge"
title = { en = "Ridge", ja = "リッジ" }
track = "restricted"
file = "private/ridge.csv"
"""
GRADES = '\n[grades]\npoints = 20\ntrack = "restricted"\n'
LINEAR = 'rule = "linear"\nstart = "ridge"\nfull = "leader"\n'
STEPS = 'rule = "steps"\nsteps = [{ score = 9, points = 5 }, { score = 4.5, points = 20 }]\n'
RANKS = 'rule = "ranks"\nranks = [{ best = 0.1, points = 20 }, { best = 1, points = 5 }]\n'


@pytest.mark.parametrize("rule", [LINEAR, STEPS, RANKS, 'rule = "linear"\nstart = 9\nfull = 4.5\n'])
def test_each_rule_is_read(good_definition: str, rule: str) -> None:
    said = "least = 1\nmissing = 0\ndecimals = 1\nscore = 'public'\n"
    found = read_definition((good_definition + RIDGE + GRADES + rule + said).encode())
    assert found.problems == ()
    assert found.definition is not None
    assert found.definition.grades is not None
    assert found.definition.grades.points == 20


@pytest.mark.parametrize(
    ("text", "kind", "key"),
    [
        ('rule = "linear"\nstart = "ridge"\n', problems.GRADES_KEY_MISSING, "grades.rule"),
        ('rule = "steps"\n', problems.GRADES_KEY_MISSING, "grades.rule"),
        (LINEAR + "ranks = [{ best = 1, points = 1 }]\n", problems.GRADES_KEY_SURPLUS, "ranks"),
        (RANKS + "least = 21\n", problems.GRADES_BEYOND, "grades.least"),
        (RANKS.replace("points = 20", "points = 21"), problems.GRADES_BEYOND, "ranks[0].points"),
        (RANKS.replace("best = 0.1", "best = 1"), problems.GRADES_ORDER, "grades.ranks[1]"),
        (STEPS.replace("4.5", "9.5"), problems.GRADES_ORDER, "grades.steps[1]"),
        ('rule = "linear"\nstart = 4\nfull = 9\n', problems.GRADES_ORDER, "grades.full"),
        (LINEAR.replace("ridge", "elm"), problems.GRADES_BASELINE, "grades.start"),
        (LINEAR.replace('"leader"', "true"), problems.GRADES_SCORE, "grades.full"),
        (LINEAR.replace('"leader"', "nan"), problems.GRADES_SCORE, "grades.full"),
        ('rule = "layers"\n', problems.GRADES_RULE_KIND, "grades.rule"),
        ('rule = "best"\n', problems.NOT_ONE_OF, "grades.rule"),
        (LINEAR + "point = 3\n", problems.KEY_UNKNOWN, "grades.point"),
    ],
)
def test_keys_that_contradict_each_other_are_told_with_their_line(
    good_definition: str, text: str, kind: ProblemKind, key: str
) -> None:
    content = good_definition + RIDGE + GRADES + text
    (problem,) = read_definition(content.encode()).problems
    assert problem.code == kind.code
    assert str(problem.values["key"]).endswith(key)
    assert problem.line is not None
    assert problem.line > content[: content.index("[grades]")].count("\n")
    for locale in LOCALES:
        assert "{" not in Catalogue.of(PROBLEM_KINDS).explain(problem, locale).message


def test_the_track_is_said_where_there_are_several(good_definition: str) -> None:
    grades = GRADES.replace('track = "restricted"\n', "") + RANKS
    (problem,) = read_definition((good_definition + grades).encode()).problems
    assert problem.code == problems.GRADES_TRACK.code
    grades = GRADES.replace('"restricted"', '"open"') + RANKS
    (problem,) = read_definition((good_definition + grades).encode()).problems
    assert problem.code == problems.BASELINE_TRACK.code


def test_private_scores_count_only_where_they_are_ever_shown(good_definition: str) -> None:
    grades = GRADES + RANKS + 'score = "private"\n'
    assert read_definition((good_definition + grades).encode()).problems == ()
    unrevealed = good_definition.replace("reveal_at = ", "# ")
    (problem,) = read_definition((unrevealed + grades).encode()).problems
    assert problem.code == problems.GRADES_PRIVATE.code
