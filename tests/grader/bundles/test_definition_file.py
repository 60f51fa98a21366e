"""A mistake in `assignment.toml` is named, with the line that it stands on."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader import PROBLEM_KINDS, BundleError, open_folder
from grader.bundles import named_file_problems, problems
from grader.bundles.definition_file import MAX_LINES, key_name, read_definition
from grader.problems import Catalogue, Problem, ProblemKind

CATALOGUE = Catalogue.of(PROBLEM_KINDS)


def spoil(text: str, line: int, new: str) -> bytes:
    """The text with one line replaced."""
    lines = text.split("\n")
    lines[line - 1] = new
    return "\n".join(lines).encode()


# line to replace, what to put there, the problem, the line it is reported on
BAD_LINES: list[tuple[int, str, ProblemKind, int]] = [
    (1, "schema 1", problems.TOML_SYNTAX, 1),
    (2, ".".join("a" * 16_000) + " = 1", problems.TOML_SYNTAX, 2),
    (2, " . ".join("a" * 5_000) + " = 1", problems.TOML_SYNTAX, 2),
    (2, "x = { " + ".".join(["'a'"] * 4_000) + " = 1 }", problems.TOML_SYNTAX, 2),
    (2, "[" + ".".join("a" * 9_000) + "]", problems.TOML_SYNTAX, 2),
    (2, "x = " + "[" * 200 + "]" * 200, problems.TOML_SYNTAX, 2),
    (2, "x = " + "{ a = " * 100 + "1" + " }" * 100, problems.TOML_SYNTAX, 2),
    (2, "x = " + "[" * 9_000 + "]" * 9_000, problems.TOML_SYNTAX, 1),
    (1, "schema = 2", problems.NOT_ONE_OF, 1),
    (1, "schema = '1'", problems.NOT_ONE_OF, 1),
    (1, "", problems.KEY_MISSING, 1),
    (2, "slug = 'sums", problems.TOML_SYNTAX, 2),
    (2, "slug = ", problems.TOML_SYNTAX, 2),
    (2, 'slug = "Sums"', problems.BAD_SLUG, 2),
    (2, f'slug = "{"a" * 65}"', problems.BAD_SLUG, 2),
    (2, 'slug = "a--b"', problems.BAD_SLUG, 2),
    (2, "slug = 7", problems.NOT_TEXT, 2),
    (3, 'kind = "essay"', problems.NOT_ONE_OF, 3),
    (3, 'kind = "layers"', problems.TABLE_MISSING, 3),
    (4, 'title = "Sums"', problems.NOT_TABLE, 4),
    (4, "title = {}", problems.TEXT_MISSING, 4),
    (4, 'title = { en = "" }', problems.TEXT_MISSING, 4),
    (4, 'title = { de = "Summen", en = "Sums" }', problems.KEY_UNKNOWN, 4),
    (4, 'titel = { en = "Sums" }', problems.KEY_UNKNOWN, 4),
    (5, "visible_from = 2027-07-27T00:00:00+09:00", problems.DATES_OUT_OF_ORDER, 6),
    (5, "results_from = 2027-04-12T09:00:00Z", problems.RESULTS_HELD, 5),
    (5, "opens_at = 2027-04-12T09:00:00", problems.DATE_WITHOUT_OFFSET, 5),
    (5, "opens_at = 2027-04-12", problems.DATE_WITHOUT_OFFSET, 5),
    (5, 'opens_at = "2027-04-12T09:00:00+09:00"', problems.NOT_DATE, 5),
    (5, "opens_at = 09:00:00", problems.NOT_DATE, 5),
    (5, "opens_at = 1807488000", problems.NOT_DATE, 5),
    (5, "opens_at = 2027-13-12T09:00:00+09:00", problems.TOML_SYNTAX, 5),
    (6, "closes_at = 2027-01-01T00:00:00+09:00", problems.DATES_OUT_OF_ORDER, 6),
    (6, "closes_at = 9999-12-31T23:59:59-14:00", problems.OUT_OF_RANGE, 6),
    (6, "opens_at = 2027-07-26T23:59:59+09:00", problems.TOML_SYNTAX, 6),
    (7, "reveal_at = 2027-07-26T14:59:58Z", problems.DATES_OUT_OF_ORDER, 7),
    (19, "reveal_at = 2027-07-01T00:00:00Z", problems.DATES_OUT_OF_ORDER, 19),
    (19, "closes_at = 2027-08-01T00:00:00Z", problems.DATES_OUT_OF_ORDER, 19),
    (19, "opens_at = 2028-01-01T00:00:00Z", problems.DATES_OUT_OF_ORDER, 19),
    (8, 'statement = "statement.en.md"', problems.NOT_TABLE, 8),
    (8, "statement = { en = 3 }", problems.NOT_TEXT, 8),
    (8, 'statement = { en = "../statement.md" }', problems.PATH_OUTSIDE, 8),
    (8, 'statement = { en = "missing.md" }', named_file_problems.FILE_MISSING, 8),
    (8, 'statement = { en = "start" }', named_file_problems.FILE_MISSING, 8),
    (9, 'starter = "sample_submission.csv" #', problems.TOML_SYNTAX, 10),
    (10, "", problems.STARTER_REQUIRED, 9),
    (11, '  "/etc/hostname",', problems.PATH_OUTSIDE, 11),
    (11, '  "start\\\\train.csv",', problems.PATH_OUTSIDE, 11),
    (11, "  7,", problems.NOT_TEXT, 11),
    (11, '  "private/labels.csv",', problems.STARTER_PRIVATE, 11),
    (11, '  "Private/solution.py",', problems.STARTER_PRIVATE, 11),
    (34, 'labels = "start/Train.csv"', problems.STARTER_PRIVATE, 11),
    (11, '  "./sample_submission.csv",', problems.DUPLICATE, 11),
    (11, '  "start/nothing.csv",', named_file_problems.FILE_MISSING, 11),
    (15, "", problems.KEY_MISSING, 14),
    (15, 'slug = "unrestricted"', problems.DUPLICATE, 21),
    (17, "", problems.KEY_MISSING, 14),
    (18, 'proof = "verified"', problems.NOT_ONE_OF, 18),
    (18, 'prof = "claimed"', problems.KEY_UNKNOWN, 18),
    (28, 'per_day = "5"', problems.NOT_WHOLE_NUMBER, 28),
    (28, "per_day = 5.5", problems.NOT_WHOLE_NUMBER, 28),
    (28, "per_day = 0", problems.OUT_OF_RANGE, 28),
    (28, "per_day = true", problems.NOT_WHOLE_NUMBER, 28),
    (28, "per_week = 5", problems.KEY_UNKNOWN, 28),
    (30, "[limit]", problems.KEY_UNKNOWN, 30),
    (31, "wall_s = -1", problems.OUT_OF_RANGE, 31),
    (31, "wall_s = nan", problems.OUT_OF_RANGE, 31),
    (31, "wall_s = inf", problems.OUT_OF_RANGE, 31),
    (31, 'wall_s = "fast"', problems.NOT_NUMBER, 31),
    (33, "[predictions]", problems.KEY_UNKNOWN, 33),
    (33, "[quota]", problems.TOML_SYNTAX, 33),
    (34, "", problems.KEY_MISSING, 33),
    (34, 'labels = "labels.csv"', named_file_problems.FILE_MISSING, 34),
    (35, "decimals = 18", problems.OUT_OF_RANGE, 35),
    (35, "decimals = -1", problems.OUT_OF_RANGE, 35),
    (35, 'metric = "maee"', problems.NOT_ONE_OF, 35),
    (35, 'secondary = "rmse"', problems.NOT_LIST, 35),
    (35, 'secondary = ["rmsee"]', problems.NOT_ONE_OF, 35),
    (35, 'secondary = ["custom"]', problems.NOT_ONE_OF, 35),
    (35, 'secondary = ["rmse", "r2", "mape", "smape"]', problems.SECONDARY_MANY, 35),
    (35, 'secondary = ["mae"]', problems.SECONDARY_TWICE, 35),
    (35, 'secondary = ["r2",\n"r2"]', problems.SECONDARY_TWICE, 36),
    (35, "secondary_decimals = { r2 = 3 }", problems.SECONDARY_NOT_SHOWN, 35),
    (35, 'secondary = ["r2"]\nsecondary_decimals = { r2 = 18 }', problems.OUT_OF_RANGE, 36),
    (35, 'secondary = ["accuracy"]', problems.SECONDARY_FAMILY, 35),
    (35, 'metric = "auc"\nsecondary = ["log_loss", "macro_f1"]', problems.SECONDARY_FAMILY, 36),
    (
        35,
        'metric = "custom"\nmetric_file = "m.py"\nbetter = "lower"\nsecondary = ["r2", "auc"]',
        problems.SECONDARY_FAMILY,
        38,
    ),
]


@pytest.mark.parametrize(("line", "new", "kind", "reported"), BAD_LINES)
def test_one_bad_line_is_named_on_its_line(
    make_bundle: Callable[..., Path],
    good_definition: str,
    line: int,
    new: str,
    kind: ProblemKind,
    reported: int,
) -> None:
    with pytest.raises(BundleError) as refusal:
        open_folder(make_bundle(spoil(good_definition, line, new)))
    assert (kind.code, reported) in [(p.code, p.line) for p in refusal.value.problems]


@pytest.mark.parametrize(("line", "new", "kind", "reported"), BAD_LINES)
def test_every_problem_reads_well_in_both_languages(
    make_bundle: Callable[..., Path],
    good_definition: str,
    line: int,
    new: str,
    kind: ProblemKind,
    reported: int,
) -> None:
    folder = make_bundle(spoil(good_definition, line, new))
    with pytest.raises(BundleError) as refusal:
        open_folder(folder)
    for problem in refusal.value.problems:
        for locale in ("en", "ja"):
            told = CATALOGUE.explain(problem, locale)
            assert "{" not in told.message.replace("{ ... }", "")
            assert str(folder) not in told.message + told.hint


def problems_of(text: str | bytes) -> list[tuple[str, int | None]]:
    """Codes and lines of what is wrong with a definition."""
    content = text if isinstance(text, bytes) else text.encode()
    return [(problem.code, problem.line) for problem in read_definition(content).problems]


def test_the_good_definition_has_no_problem(good_definition: str) -> None:
    assert problems_of(good_definition) == []


def test_line_ends_of_windows_and_a_file_without_a_last_line_end_are_fine(
    good_definition: str,
) -> None:
    assert problems_of(good_definition.replace("\n", "\r\n")) == []
    assert problems_of(good_definition.rstrip("\n")) == []


def test_all_mistakes_are_named_at_once_in_the_order_of_the_file(good_definition: str) -> None:
    text = good_definition.replace('slug = "sums"', "slug = 1")
    text = text.replace("2027-04-12T09:00:00+09:00", "2027-04-12")
    text = text.replace("per_day = 5", "per_day = 0").replace("decimals = 0", "digits = 0")
    assert problems_of(text) == [
        (problems.NOT_TEXT.code, 2),
        (problems.DATE_WITHOUT_OFFSET.code, 5),
        (problems.OUT_OF_RANGE.code, 28),
        (problems.KEY_UNKNOWN.code, 35),
    ]


def test_a_list_of_bad_tracks_is_not_also_called_empty(good_definition: str) -> None:
    text = good_definition.replace('slug = "restricted"', "slug = 1")
    text = text.replace('slug = "unrestricted"', "slug = 2")
    assert problems_of(text) == [(problems.NOT_TEXT.code, 15), (problems.NOT_TEXT.code, 21)]


@pytest.mark.parametrize(
    ("tracks", "kind"),
    [("tracks = []", problems.LIST_EMPTY), ("tracks = 3", problems.NOT_LIST)],
)
def test_tracks_must_be_a_list_with_something_in_it(tracks: str, kind: ProblemKind) -> None:
    text = f"""schema = 1
slug = "sums"
kind = "prediction"
{tracks}
title.en = "Sums"
statement.en = "statement.md"
starter = ["sample_submission.csv"]
prediction.labels = "private/labels.csv"
"""
    assert problems_of(text) == [(kind.code, 4)]


def test_a_table_of_the_other_kind_has_no_place(good_definition: str) -> None:
    text = good_definition + '[[layers.tasks]]\nlayer = "Add"\n'
    assert problems_of(text) == [(problems.TABLE_SURPLUS.code, 36)]


def test_a_layer_stands_once_and_layer_files_need_their_starter() -> None:
    text = """\
schema = 1
slug = "gates"
kind = "layers"
title.en = "Gates"
statement.en = "statement.md"
[[tracks]]
slug = "all"
title.en = "All"
rules.en = "NumPy only."
[layers]
tasks = [
  { layer = "Add" },
  { layer = "Multiply", points = 2 },
  { layer = "Add" },
]
"""
    assert problems_of(text) == [(problems.STARTER_REQUIRED.code, 1), (problems.DUPLICATE.code, 14)]


def test_a_file_that_is_not_utf8_says_at_which_byte(good_definition: str) -> None:
    content = good_definition.encode("shift_jis")
    assert problems_of(content) == [(problems.NOT_UTF8.code, 4)]
    assert read_definition(content).problems[0].values["byte"] == content.index(b"\x98\x61") + 1


@pytest.mark.parametrize("opening", ["x = [1,", 'x = """\n# [', "x = 'a", "x = {"])
def test_what_never_closes_is_reported_where_it_opens(good_definition: str, opening: str) -> None:
    text = good_definition + opening + "\n# the end\n\n"
    assert problems_of(text) == [(problems.TOML_SYNTAX.code, 36)]


def test_a_key_that_stands_twice_at_the_very_end_is_reported_there(good_definition: str) -> None:
    assert problems_of(good_definition + "decimals = 1") == [(problems.TOML_SYNTAX.code, 36)]


@pytest.mark.parametrize("text", ["x = " + "[" * 9_000, "x = " + "{a=" * 9_000])
def test_endless_nesting_is_a_mistake_of_syntax(text: str) -> None:
    assert problems_of(text) == [(problems.TOML_SYNTAX.code, 1)]


@pytest.mark.parametrize("text", ["#" * 40_000, "\n" * (MAX_LINES + 1)])
def test_a_definition_of_unreasonable_length_is_not_read(text: str) -> None:
    assert problems_of(text) == [(problems.DEFINITION_TOO_LONG.code, 1)]


def test_a_key_is_written_as_people_write_it() -> None:
    assert key_name(("tracks", 0, "title", "en")) == "tracks[0].title.en"


def test_a_long_value_is_cut_where_it_is_shown() -> None:
    (problem,) = [p for p in _problems(f'slug = "{"A" * 500}"') if p.values["key"] == "slug"]
    assert len(str(problem.values["got"])) < 100


def _problems(text: str) -> tuple[Problem, ...]:
    return read_definition(text.encode()).problems


SCALARS = st.one_of(
    st.integers(-(10**30), 10**30).map(str),
    st.floats().map(str),
    st.booleans().map(lambda b: str(b).lower()),
    st.text(st.characters(codec="ascii", exclude_categories=["Cc"]), max_size=80).map(
        lambda text: "'" + text.replace("'", "") + "'"
    ),
    st.datetimes().map(lambda moment: moment.isoformat()),
    st.datetimes(timezones=st.just(dt.UTC)).map(lambda moment: moment.isoformat()),
    st.dates().map(lambda day: day.isoformat()),
    st.times().map(lambda time: time.isoformat()),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]"),
        inner.map(lambda item: f"{{ en = {item} }}"),
    ),
    max_leaves=4,
)


@given(data=st.data(), value=VALUES)
def test_any_value_at_any_key_is_taken_or_named_on_its_line(
    good_definition: str, data: Any, value: str
) -> None:
    """Whatever validation can complain of has words, and points at the changed line."""
    lines = good_definition.split("\n")
    keyed = [i for i, line in enumerate(lines, start=1) if " = " in line and "[" not in line]
    at = data.draw(st.sampled_from(keyed))
    key = lines[at - 1].split(" = ")[0]
    for problem in _problems(spoil(good_definition, at, f"{key} = {value}").decode()):
        CATALOGUE.explain(problem, "ja")
        assert key in {"kind", "opens_at", "closes_at", "slug"} or problem.line == at
