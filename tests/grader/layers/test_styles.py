"""Honest styles of writing layers: read, or told in one sentence what to change."""

import re
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from grader.catalogue import PROBLEM_KINDS
from grader.definition.layer_tasks import Layers, LayerTask
from grader.layers.judge import judge
from grader.problems import Catalogue, Problem
from grader.reports import Outcome
from grader.sandbox.runner import Limits, Runner
from grader.verdicts import Verdict

CATALOGUE = Catalogue.of(PROBLEM_KINDS)
FOLDER = Path(__file__).parents[2] / "corpus" / "styles"
STYLES: Mapping[str, Mapping[str, Any]] = tomllib.loads((FOLDER / "expected.toml").read_text())
LIMITS = Limits(wall_s=20, cpu_s=20, memory_bytes=512_000_000, output_bytes=65_000)
SHARED = Path(__file__).parents[4] / "shared" / "cases" / "judge" / "styles"

Judged = Callable[..., Outcome]


@pytest.fixture(scope="module")
def judged_in(code_runner: Runner) -> Judged:
    """Judges a body in a bundle that asks for some layers."""

    def judged_in(body: bytes, filename: str, layers: list[str], **declared: Any) -> Outcome:
        tasks = tuple(LayerTask(layer=name, hidden=declared.pop("hidden", ())) for name in layers)
        asked = Layers(tasks=tasks, **declared)
        return judge(body, filename, asked, LIMITS, code_runner, seed=3)

    return judged_in


def _declared(name: str) -> dict[str, Any]:
    kept = ("layers", "convention", "dropout_rate")
    return {key: STYLES[name][key] for key in kept if key in STYLES[name]}


def _told(outcome: Outcome) -> list[Problem]:
    findings = (each for layer in outcome.report.layers for each in layer.findings)
    return [*outcome.report.problems, *(finding.problem for finding in findings)]


def _is_read(outcome: Outcome) -> bool:
    return outcome.verdict is Verdict.SCORED and outcome.points == outcome.max_points


@pytest.mark.parametrize("name", STYLES)
def test_a_style_is_read_or_told_what_to_change(judged_in: Judged, name: str) -> None:
    expected = STYLES[name]
    outcome = judged_in((FOLDER / name).read_bytes(), name, **_declared(name))
    told = {problem.code for problem in _told(outcome)}
    if expected["outcome"] == "read":
        assert _is_read(outcome), told
        assert bool(outcome.report.notes) == expected.get("is_noted", False)
    else:
        assert not _is_read(outcome)
        assert expected["outcome"] in told
    for problem in (*outcome.report.notes, *_told(outcome)):
        english, japanese = (CATALOGUE.explain(problem, locale) for locale in ("en", "ja"))
        assert english.message != japanese.message
        assert english.hint != japanese.hint


@pytest.mark.long
@pytest.mark.parametrize("name", [name for name in STYLES if STYLES[name].get("is_noted")])
def test_a_strict_bundle_reads_nothing_otherwise_and_says_what_it_asks_for(
    judged_in: Judged, name: str
) -> None:
    outcome = judged_in((FOLDER / name).read_bytes(), name, **_declared(name), strict=True)
    assert not _is_read(outcome)
    assert _told(outcome)


GRADIENT = re.compile(
    r"self\.x\.T @ dout|dout\.T @ self\.x|dout \* self\.mask|\(self\.p - self\.t\)"
)


@pytest.mark.long
@pytest.mark.parametrize(
    "name",
    [
        name
        for name in STYLES
        if STYLES[name].get("is_noted") and GRADIENT.search((FOLDER / name).read_text("utf-8"))
    ],
)
def test_what_is_wrong_stays_wrong_in_any_style(judged_in: Judged, name: str) -> None:
    source = GRADIENT.sub(r"1.5 * \g<0>", (FOLDER / name).read_text("utf-8"))
    outcome = judged_in(source.encode(), name, **_declared(name))
    is_step = "TrainingStep" in STYLES[name]["layers"]  # whose moved parameters are values
    assert outcome.verdict is (Verdict.WRONG_VALUE if is_step else Verdict.WRONG_GRADIENT)


@pytest.mark.parametrize("name", ["13c-grad_W.py", "30d-Linear.py", "31-loss-without-dout.py"])
def test_what_a_hidden_test_notes_is_what_a_plain_call_notes(judged_in: Judged, name: str) -> None:
    body, declared = (FOLDER / name).read_bytes(), _declared(name)
    shown = judged_in(body, name, **declared).report.notes
    assert judged_in(body, name, **declared, hidden=("large",)).report.notes == shown


def test_a_hidden_test_can_choose_no_note(judged_in: Judged) -> None:
    source = (FOLDER / "13c-grad_W.py").read_text()
    for letter in "Wb":
        source = source.replace(
            f"self.grad_{letter} =",
            f"self.{letter}_grad = self.grad_{letter} = None\n        name = "
            f"'{letter}_grad' if abs(self.x).max() > 1000 else 'grad_{letter}'\n"
            "        self.__dict__[name] =",
        )
    told = str(judged_in(source.encode(), "layers.py", ["Affine"], hidden=("large",)).report.notes)
    assert "grad_W" in told
    assert "W_grad" not in told


@pytest.mark.parametrize(
    ("name", "layers"),
    [
        ("06-keyword-only-ctor", "Affine"),
        ("10-call-only", "ReLU"),
        ("12c-backward-returns-all", "Affine"),
        ("13b-grads-dict", "Affine"),
        ("15b-fullwidth-space-in-code", "ReLU"),
        ("15d-fullwidth-digit-operator", "ReLU"),
        ("21d-input-at-module-level", "ReLU"),
        ("23b-magic-line", "ReLU"),
        ("23d-bang-pip", "ReLU"),
        ("23f-ipynb-renamed", "ReLU"),
        ("30-lowercase-class", "ReLU"),
        ("30c-RELU", "ReLU"),
        ("30e-LinearModule", "Affine"),
        ("30g-SoftmaxCrossEntropyLoss", "SoftmaxWithLoss"),
        ("37-sparse-labels-first-arg-order", "SoftmaxWithLoss"),
    ],
)
def test_a_style_that_somebody_else_wrote_is_read_and_noted(
    judged_in: Judged, name: str, layers: str
) -> None:
    path = SHARED / f"{name}.py"
    if not path.is_file():
        pytest.skip("the collection of cases is not on this machine")
    outcome = judged_in(path.read_bytes(), path.name, [layers])
    assert _is_read(outcome)
    assert outcome.report.notes
