"""Baselines in a bundle: declared where they can stand, and held to the rules of their track."""

import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from grader import PROBLEM_KINDS, BundleError, Problem, pack, unpack
from grader.bundles import lint_problems, named_file_problems, problems
from grader.bundles.folder import open_folder
from grader.bundles.lint import lint
from grader.definition.bundle import named_paths
from grader.predictions.diagnosis import cell_problems
from grader.problems import Catalogue
from grader.programs import problems as program_problems

MakeBundle = Callable[..., Path]
BEFORE = dt.datetime(2027, 1, 1, tzinfo=dt.UTC)
CATALOGUE = Catalogue.of(PROBLEM_KINDS)
FILE = "private/baselines/ridge.csv"
LAST_LINE = 36  # of the good definition; a blank line follows it
GOOD_FILE = {FILE: "id,prediction\na,1\nb,2\nc,3\nd,4\n"}
MODEL = "class Model:\n    def fit(self, X, y): ...\n    def predict(self, X): return X[:, 0]\n"


def declare(
    slug: str = "ridge", track: str = "unrestricted", file: str = FILE, ja: str = ', ja = "リッジ"'
) -> str:
    """One baseline: its header stands on the first of five lines, its file on the last."""
    return (
        f'[[baselines]]\nslug = "{slug}"\ntitle = {{ en = "Ridge"{ja} }}\n'
        f'track = "{track}"\nfile = "{file}"\n'
    )


def errors(folder: Path) -> list[Problem]:
    """The errors of lint, each of which has words in both languages."""
    result = lint(folder, BEFORE)
    for problem in (*result.errors, *result.warnings):
        for locale in ("en", "ja"):
            assert "{" not in CATALOGUE.explain(problem, locale).message  # type: ignore[arg-type]
    return list(result.errors)


@pytest.fixture
def program_definition(good_definition: str) -> str:
    """With a track `restricted` that takes programs, and a baseline on it."""
    text = good_definition.replace('proof = "claimed"', 'proof = "program"')
    text = text.replace("decimals = 0", 'decimals = 0\ntrain = "train.csv"\ntest = "test.csv"')
    return text + declare(track="restricted", file="private/ridge.py")


TABLES = {
    "train.csv": "x,target\n1,2\n2,3\n",
    "test.csv": "id,x\na,1\nb,2\nc,3\nd,4\n",
}


def test_a_good_baseline_is_no_mistake_and_part_of_what_is_packed(
    make_bundle: MakeBundle, good_definition: str, tmp_path: Path
) -> None:
    folder = make_bundle(good_definition + declare(), GOOD_FILE)
    assert errors(folder) == []
    assert lint(folder, BEFORE).warnings == ()
    bundle = open_folder(folder)
    assert FILE in named_paths(bundle.definition)
    assert FILE not in {path.as_posix() for path in bundle.starter_files().values()}
    archive = tmp_path / "bundle.zip"
    with archive.open("wb") as out:
        pack(folder, out)
    assert (unpack(archive, tmp_path / "unpacked").root / FILE).read_text() == GOOD_FILE[FILE]

    (folder / FILE).write_text(GOOD_FILE[FILE].replace("d,4", "d,5"))
    assert open_folder(folder).sha256 != bundle.sha256


def test_a_track_that_is_not_there_is_an_error_that_names_those_that_are(
    make_bundle: MakeBundle, good_definition: str
) -> None:
    folder = make_bundle(good_definition + declare(track="open"), GOOD_FILE)
    (problem,) = errors(folder)
    assert (problem.code, problem.line) == (problems.BASELINE_TRACK.code, LAST_LINE + 3)
    assert problem.values["key"] == "baselines[0].track"
    assert CATALOGUE.explain(problem).message.startswith("baselines[0].track in assignment.toml is")
    assert CATALOGUE.explain(problem).hint == "Choose one of: restricted, unrestricted."


def test_a_slug_stands_once_on_each_track(make_bundle: MakeBundle, good_definition: str) -> None:
    twice = good_definition + declare() + declare()
    (problem,) = errors(make_bundle(twice, GOOD_FILE, name="twice"))
    assert (problem.code, problem.line) == (problems.DUPLICATE.code, LAST_LINE + 6)
    both = good_definition + declare() + declare(track="restricted")
    assert errors(make_bundle(both, GOOD_FILE, name="both")) == []


@pytest.mark.parametrize(
    ("file", "code"),
    [
        ("../ridge.csv", problems.PATH_OUTSIDE.code),
        ("/etc/passwd", problems.PATH_OUTSIDE.code),
        ("private/absent.csv", named_file_problems.FILE_MISSING.code),
    ],
)
def test_a_file_outside_the_bundle_or_absent_is_an_error_on_its_line(
    make_bundle: MakeBundle, good_definition: str, file: str, code: str
) -> None:
    folder = make_bundle(good_definition + declare(file=file), GOOD_FILE)
    assert [(p.code, p.line) for p in errors(folder)] == [(code, LAST_LINE + 4)]


def test_layers_have_no_baselines(make_bundle: MakeBundle) -> None:
    text = (
        'schema = 1\nslug = "l"\nkind = "layers"\ntitle = { en = "L" }\nstarter = ["layers.py"]\n'
        '[statement]\nen = "statement.en.md"\n'
        '[[tracks]]\nslug = "main"\ntitle = { en = "M" }\nrules = { en = "R" }\n'
        '[layers]\ntasks = [{ layer = "Add" }]\n'
    )
    folder = make_bundle(text + declare(track="main"), {"layers.py": "", **GOOD_FILE})
    assert [p.code for p in errors(folder)] == [problems.BASELINE_KIND.code]
    plain = make_bundle(text, {"layers.py": ""}, name="plain")
    assert errors(plain) == []


def test_predictions_that_do_not_fit_the_labels_are_refused_with_their_row(
    make_bundle: MakeBundle, good_definition: str
) -> None:
    bad = {FILE: "id,prediction\na,1\nb,two\nc,3\n"}
    folder = make_bundle(good_definition + declare(), bad)
    head, *found = errors(folder)
    assert (head.code, head.line) == (named_file_problems.BASELINE_REFUSED.code, LAST_LINE + 4)
    assert head.values == {"file": FILE, "total": len(found)}
    assert {problem.values["file"] for problem in found} == {FILE}
    assert {problem.line for problem in found} == {LAST_LINE + 4}
    assert 3 in {problem.row for problem in found}
    assert cell_problems.MISSING_IDS.code in {problem.code for problem in found}
    with pytest.raises(BundleError):
        open_folder(folder)


def test_a_baseline_that_participants_can_download_is_worth_a_look(
    make_bundle: MakeBundle, good_definition: str
) -> None:
    folder = make_bundle(good_definition + declare(file="sample_submission.csv"))
    (warning,) = lint(folder, BEFORE).warnings
    assert (warning.code, warning.line) == (lint_problems.BASELINE_OFFERED.code, LAST_LINE + 4)


def test_a_title_in_one_language_is_noticed(make_bundle: MakeBundle, good_definition: str) -> None:
    folder = make_bundle(good_definition + declare(ja=""), GOOD_FILE)
    (warning,) = lint(folder, BEFORE).warnings
    assert (warning.code, warning.line) == (lint_problems.LANGUAGE_MISSING.code, LAST_LINE + 2)


def test_a_bundle_may_be_in_one_language(make_bundle: MakeBundle, good_definition: str) -> None:
    """Whatever others Gradus speaks."""
    text = re.sub(r', ja = "[^"]*"', "", good_definition).replace('ja = "自由です。"', "")
    folder = make_bundle(text, {"statement.ja.md": None})
    assert lint(folder, BEFORE).warnings == ()


def test_a_good_program_is_no_mistake(make_bundle: MakeBundle, program_definition: str) -> None:
    folder = make_bundle(program_definition, {"private/ridge.py": MODEL, **TABLES})
    assert errors(folder) == []


def test_a_program_is_held_to_the_rules_of_its_track(
    make_bundle: MakeBundle, program_definition: str
) -> None:
    source = f"import os\n{MODEL}\nopen('x')\n"
    folder = make_bundle(program_definition, {"private/ridge.py": source, **TABLES})
    head, *found = errors(folder)
    line = len(program_definition.splitlines())
    assert (head.code, head.values["total"], head.line) == (
        named_file_problems.BASELINE_REFUSED.code,
        2,
        line,
    )
    assert [(p.code, p.row, p.line) for p in found] == [
        (program_problems.IMPORT_NOT_ALLOWED.code, 1, line),
        (program_problems.NAME_NOT_ALLOWED.code, 6, line),
    ]


def test_a_program_that_could_bring_a_parser_down_is_an_error_and_no_crash(
    make_bundle: MakeBundle, program_definition: str
) -> None:
    source = "x = " + "(" * 30_000
    folder = make_bundle(program_definition, {"private/ridge.py": source, **TABLES})
    assert errors(folder)[0].code == named_file_problems.BASELINE_REFUSED.code


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("private/ridge.py", "id,prediction\na,1\n", program_problems.NOT_PREDICTIONS.code),
        ("private/ridge.zip", "zip", program_problems.NO_MODEL.code),
    ],
)
def test_what_is_no_program_is_an_error(
    make_bundle: MakeBundle, program_definition: str, name: str, content: str, code: str
) -> None:
    body: str | bytes = content
    if content == "zip":
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w") as packed:
            packed.writestr("other.py", "")
        body = archive.getvalue()
    text = program_definition.replace("private/ridge.py", name)
    folder = make_bundle(text, {name: body, **TABLES})
    assert [p.code for p in errors(folder)] == [named_file_problems.BASELINE_REFUSED.code, code]
