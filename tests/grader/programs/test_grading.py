"""Programs on made-up data in the real sandbox: proved, or rejected for the one rule they break."""

import zipfile
from typing import Any

import numpy as np
import pytest

from grader.catalogue import PROBLEM_KINDS
from grader.definition.tracks import ProgramRules
from grader.problems import Catalogue
from grader.programs.files import InvalidProgramError
from grader.programs.grading import Attempt, Proof
from grader.programs.problems import NO_MODEL
from grader.programs.training_data import TrainingData
from grader.reports import Outcome
from grader.verdicts import Verdict

CATALOGUE = Catalogue.of(PROBLEM_KINDS)
RNG = np.random.default_rng(3)
X, X_NEW = RNG.normal(size=(200, 3)), RNG.normal(size=(80, 3))
WEIGHTS = np.array([2.0, -1.0, 0.5])
Y, HIDDEN = X @ WEIGHTS, X_NEW @ WEIGHTS + RNG.normal(scale=0.1, size=80)
DATA = TrainingData(("a", "b", "c"), X, Y, X_NEW)
LEAST_SQUARES = """
import numpy as np
class Model:
    def fit(self, X, y):
        print("training on", len(X))
        self.w = np.linalg.lstsq(X, y, rcond=None)[0]
    def predict(self, X):
        return X @ self.w
"""
MEMORISED = f"""
import numpy as np
KNOWN = {dict(zip(np.round(X_NEW[:, 0], 6).tolist(), np.round(HIDDEN, 3).tolist(), strict=True))}
class Model:
    def fit(self, X, y): self.middle = np.median(y)
    def predict(self, X):
        return np.array([KNOWN.get(round(float(x), 6), self.middle) for x in X[:, 0]])
"""
SEEDLESS = """
import numpy as np
class Model:
    def fit(self, X, y):
        noise = np.random.default_rng().normal(scale=1e-3, size=len(y))
        self.w = np.linalg.lstsq(X, y + noise, rcond=None)[0]
    def predict(self, X):
        return X @ self.w
"""


def _read_claim(data: bytes) -> np.ndarray:
    try:
        return np.array([float(line) for line in data.split()])
    except ValueError:
        raise InvalidProgramError((CLAIM_PROBLEM,)) from None


CLAIM_PROBLEM = NO_MODEL(there="-")


@pytest.fixture(scope="module")
def attempted(code_runner: Any, tmp_path_factory: pytest.TempPathFactory):
    def attempted(
        source: str, claim: np.ndarray | None = None, on_output: Any = None, **rules: Any
    ) -> Attempt:
        path = tmp_path_factory.mktemp("program") / "model.zip"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("model.py", source)
            if claim is not None:
                archive.writestr("predictions.csv", "\n".join(map(repr, claim.tolist())))
        proof = Proof(ProgramRules(**rules), DATA, _read_claim, code_runner, 11)
        found = proof.attempt(path, "model.zip", on_output)
        for problem in found.problems:
            assert CATALOGUE.explain(problem).message
            assert CATALOGUE.explain(problem, "ja").hint
        return found

    return attempted


def test_a_program_is_trained_and_asked(attempted) -> None:
    found = attempted(LEAST_SQUARES, repeatable=True, learns=True)
    assert (found.verdict, found.problems) == (None, ())
    np.testing.assert_allclose(found.predictions, X_NEW @ WEIGHTS, rtol=1e-9)
    assert found.output == "training on 200\n"


def test_the_same_bytes_give_the_same_predictions_bit_for_bit(attempted) -> None:
    random = LEAST_SQUARES.replace("y, rcond", "y + np.random.normal(size=len(y)), rcond")
    one, other = attempted(random), attempted(random)
    assert one.predictions_sha256 == other.predictions_sha256 is not None


@pytest.mark.parametrize(
    ("source", "rules", "verdict", "code"),
    [
        ("import os\n" + LEAST_SQUARES, {}, "rule_violation", "program_import_not_allowed"),
        (SEEDLESS, {"repeatable": True}, "rule_violation", "program_not_repeatable"),
        (MEMORISED, {"learns": True}, "rule_violation", "program_not_learnt"),
        (LEAST_SQUARES, {"source_bytes": 100}, "invalid_file", "program_too_much_source"),
        (
            LEAST_SQUARES.replace("return X @ self.w", "return (X @ self.w)[1:]"),
            {},
            "wrong_value",
            "wrong_predictions",
        ),
        (
            LEAST_SQUARES.replace("return X @ self.w", "return np.log(X[:, 0])"),
            {},
            "wrong_value",
            "not_finite_predictions",
        ),
        (
            LEAST_SQUARES.replace("print(", "while True: pass\n        print("),
            {"wall_s": 0.5, "cpu_s": 0.5},
            "time_limit",
            "time_limit",
        ),
        (
            LEAST_SQUARES.replace("print(", "np.core.os.listdir('/')\n        print("),
            {},
            "rule_violation",
            "program_import_not_allowed",
        ),
        ("class Model:\n    pass\n", {}, "error_in_code", "method_missing"),
    ],
)
def test_a_program_that_breaks_one_rule_is_rejected_for_that(
    attempted, source: str, rules: dict[str, Any], verdict: str, code: str
) -> None:
    found = attempted(source, **rules)
    assert (found.verdict, found.problems[0].code) == (Verdict(verdict), code)
    assert found.predictions is None


@pytest.mark.parametrize("source", [SEEDLESS, MEMORISED])
def test_what_a_bundle_does_not_ask_for_is_not_held_against_a_program(attempted, source) -> None:
    assert attempted(source).verdict is None


def test_a_claim_that_the_program_reproduces_is_proved(attempted) -> None:
    assert attempted(LEAST_SQUARES, X_NEW @ WEIGHTS).verdict is None


def test_a_claim_that_it_does_not_reproduce_is_rejected_with_the_row(attempted) -> None:
    claim = X_NEW @ WEIGHTS
    claim[4] += 0.5
    found = attempted(LEAST_SQUARES, claim)
    assert found.verdict is Verdict.RULE_VIOLATION
    (problem,) = found.problems
    assert (problem.values["count"], problem.values["number"]) == (1, 5)
    assert attempted(LEAST_SQUARES, claim, claim_tolerance=0.1).verdict is Verdict.RULE_VIOLATION
    assert attempted(LEAST_SQUARES, X_NEW @ WEIGHTS + 1e-9).verdict is None


def test_lines_are_told_while_the_program_runs(attempted) -> None:
    heard: list[str] = []
    attempted(LEAST_SQUARES, on_output=heard.append)
    assert "".join(heard) == "training on 200\n"


def test_what_was_read_otherwise_than_written_is_in_the_report(attempted) -> None:
    found = attempted(LEAST_SQUARES.replace("return X @ self.w", "return　X @ self.w"))
    assert found.verdict is None
    outcome = found.outcome(lambda *_: Outcome(verdict=Verdict.SCORED, score=0.0))
    assert [note.code for note in outcome.report.notes] == ["keyboard_characters"]


def test_nothing_hidden_is_in_reach_of_the_program(attempted) -> None:
    source = LEAST_SQUARES.replace(
        "return X @ self.w",
        "import gc\n        return X @ self.w",
    )
    assert attempted(source).verdict is Verdict.RULE_VIOLATION
