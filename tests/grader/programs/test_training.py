"""Training and predicting: one finite number for each row, or the student reads why not."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from grader.catalogue import PROBLEM_KINDS
from grader.problems import Catalogue
from grader.programs.training import Predictions, Training
from grader.sandbox.plain.subprocess_runner import SubprocessRunner
from grader.sandbox.runner import Request, Run, Runner
from grader.verdicts import Verdict

_RNG = np.random.default_rng(3)
X, NEW = _RNG.normal(size=(40, 3)), _RNG.normal(size=(25, 3))
WEIGHTS = np.array([1.0, -2.0, 0.5])
TRAINING = Training(X=X, y=X @ WEIGHTS, X_new=NEW)
LEAST_SQUARES = """
import numpy as np
class Model:
    def fit(self, X, y):
        self.w, *_ = np.linalg.lstsq(X, y, rcond=None)
        return self
    def predict(self, X):
        return X @ self.w
"""

FITS = "class Model:\n    def fit(self, X, y): pass\n"

Train = Callable[..., Predictions]


def _run(runner: Runner, source: str, training: Training = TRAINING, **options) -> Run:
    limits = training.limits(options.pop("wall_s", 20.0), 10.0, 256_000_000, 10_000)
    request = Request(source.encode(), "model.py", (training.case(),), limits, seed=0)
    return runner.run(request, **options)


@pytest.fixture(params=["plain", "sandbox"])
def runner(request: pytest.FixtureRequest) -> Runner:
    """What runs code plainly and confined in turn."""
    if request.param == "plain":
        return SubprocessRunner()
    confined: Runner = request.getfixturevalue("sandbox")
    return confined


@pytest.fixture
def train(runner: Runner) -> Train:
    """Trains a model, plainly and confined in turn; what is wrong with it can be worded."""

    def train(source: str, training: Training = TRAINING, **options) -> Predictions:
        found = training.predictions(_run(runner, source, training, **options))
        assert (found.values is None) == (found.verdict is not None) == (found.problem is not None)
        if found.problem is not None:
            for locale in ("en", "ja"):
                assert Catalogue.of(PROBLEM_KINDS).explain(found.problem, locale).hint
        return found

    return train


@pytest.fixture
def predict(train: Train) -> Train:
    """Trains a model whose predictions are a given expression."""
    source = LEAST_SQUARES.replace("X @ self.w", "{}")
    return lambda expression: train(source.format(expression))


def test_a_right_model_predicts_every_row(train: Train) -> None:
    np.testing.assert_allclose(train(LEAST_SQUARES).values, NEW @ WEIGHTS)


@pytest.mark.parametrize(
    "expression",
    [
        "(X @ self.w)[:, None]",
        "(X @ self.w).tolist()",
        "(X @ self.w).astype(np.float32)",
        "np.rint(X @ self.w).astype(int)",
        "X[:, 0] > 0",
    ],
)
def test_one_number_for_each_row_may_come_in_many_forms(predict: Train, expression: str) -> None:
    values = predict(expression).values
    assert values.shape == (len(NEW),)
    assert values.dtype == np.float64


@pytest.mark.parametrize(
    ("expression", "shapes"),
    [
        ("X", "(25, 3)"),
        ("(X @ self.w)[:-1]", "(24,)"),
        ("(X @ self.w)[None]", "(1, 25)"),
        ("1.0", "()"),
        ("[]", "(0,)"),
        ("(X @ self.w, X)", "(25,), (25, 3)"),
    ],
)
def test_any_other_shape_is_told_beside_the_one_expected(
    predict: Train, expression: str, shapes: str
) -> None:
    found = predict(expression)
    assert (found.verdict, found.problem.code) == (Verdict.WRONG_VALUE, "wrong_predictions")
    assert found.problem.values == {"where": "Model.predict", "rows": 25, "shapes": shapes}


@pytest.mark.parametrize(
    ("value", "got"), [("np.nan", "nan"), ("np.inf", "inf"), ("-np.inf", "-inf")]
)
def test_a_row_without_a_finite_number_is_told(predict: Train, value: str, got: str) -> None:
    found = predict(f"np.where(np.isin(np.arange(len(X)), [4, 7]), {value}, 0.0)")
    assert (found.verdict, found.problem.code) == (Verdict.WRONG_VALUE, "not_finite_predictions")
    assert found.problem.values["number"] == 5
    assert found.problem.values["count"] == 2
    assert found.problem.values["got"] == got


@pytest.mark.parametrize(
    ("source", "code", "line"),
    [
        ("class Modell: pass", "class_missing", None),
        ("class Model: pass", "method_missing", None),
        (FITS, "method_missing", None),
        ("class Model:\n    def fit(self, X): pass", "wrong_signature", 2),
        ("class Model:\n    def __init__(self, k): pass", "wrong_signature", 2),
        ("class Model:\n    def fit(self, X, y):\n        1 / 0", "exception", 3),
        ("class Model:\n    def fit(self, X, y): raise NotImplementedError", "not_written", 2),
        (
            "class Model:\n    def fit(self, X, y): pass\n    def predict(self, X): pass",
            "not_written",
            3,
        ),
        (
            "class Model:\n    def fit(self, X, y): pass\n    def predict(self, X): X.sum()",
            "returned_nothing",
            None,
        ),
        (
            "class Model:\n    def fit(self, X, y): pass\n    def predict(self, X): return 'a'",
            "not_an_array",
            None,
        ),
    ],
)
def test_a_model_that_does_not_fit_the_rules_is_an_error_in_code(
    train: Train, source: str, code: str, line: int | None
) -> None:
    found = train(source)
    assert (found.verdict, found.problem.code) == (Verdict.ERROR_IN_CODE, code)
    assert found.problem.line == line


def test_an_exception_inside_fit_tells_the_way_to_it(train: Train) -> None:
    found = train(
        "import numpy as np\n"
        "class Model:\n"
        "    def fit(self, X, y):\n        self.w = solve(X, y)\n"
        "def solve(X, y):\n    return np.linalg.solve(X, y)\n"
    )
    assert found.problem.line == 6
    assert found.problem.values["where"] == "Model.fit"
    assert found.problem.values["type"] == "LinAlgError"
    assert "line 4, in fit" in found.problem.values["trace"]


def test_a_file_that_does_not_load_is_told_as_such(train: Train) -> None:
    found = train("import torch")
    assert (found.verdict, found.problem.code) == (Verdict.ERROR_IN_CODE, "module_unavailable")


def test_training_without_end_meets_its_time_limit(train: Train) -> None:
    found = train("class Model:\n    def fit(self, X, y):\n        while 1: pass", wall_s=0.3)
    assert found.verdict is Verdict.TIME_LIMIT
    assert found.problem.values["where"] == "Model.fit"


def test_a_model_that_opens_a_file_is_told_that_this_is_closed(sandbox: Runner) -> None:
    """In a method, where the case alone is stopped: the run has no verdict of its own."""
    source = "class Model:\n    def fit(self, X, y): open('data.csv')"
    found = TRAINING.predictions(_run(sandbox, source))
    assert found.problem.code == "forbidden"


def test_what_is_forbidden_inside_fit_has_the_verdict_of_that(sandbox: Runner) -> None:
    source = "class Model:\n    def fit(self, X, y): open('data.csv')"
    found = TRAINING.predictions(_run(sandbox, source))
    assert found.verdict is Verdict.FORBIDDEN_ACTION


def test_memory_used_up_inside_fit_is_a_memory_limit(train: Train) -> None:
    found = train("import numpy as np\nclass Model:\n    def fit(self, X, y): np.ones(10**10)")
    assert (found.verdict, found.problem.line) == (Verdict.MEMORY_LIMIT, 3)


@pytest.mark.long
def test_progress_is_told_while_a_model_trains(sandbox: Runner) -> None:
    told: list[str] = []
    source = LEAST_SQUARES.replace(
        "        return self\n",
        "        import time\n"
        "        for epoch in range(3):\n"
        "            print(f'epoch {epoch}')\n"
        "            end = time.process_time() + 0.3\n"
        "            while time.process_time() < end: pass\n",
    )
    run = _run(sandbox, source, on_output=told.append)
    assert run.verdict is None
    assert "".join(told) == "epoch 0\nepoch 1\nepoch 2\n"
    assert len(told) > 1


def test_there_is_room_for_as_many_predictions_as_rows(sandbox: Runner) -> None:
    many = Training(X=X, y=X @ WEIGHTS, X_new=np.ones((700_000, 1)))
    assert many.limits(1, 1, 1, 1).array_bytes == 5_600_000
    source = f"{FITS}    def predict(self, X): return X[:, 0]"
    values = many.predictions(_run(sandbox, source, many)).values
    assert values is not None
    assert values.sum() == 700_000


def test_targets_of_the_new_rows_are_nowhere_in_the_request() -> None:
    ((new, fit, predict),) = (TRAINING.case().calls,)
    assert new.arrays == ()
    assert fit.arrays == (TRAINING.X, TRAINING.y)
    assert predict.arrays == (TRAINING.X_new,)


def test_a_model_that_writes_into_what_it_is_handed_changes_nothing_here(train: Train) -> None:
    before = X.copy()
    train(LEAST_SQUARES.replace("        return self", "        X[:] = 0; y[:] = 0"))
    np.testing.assert_array_equal(before, X)


SECRET = replace(TRAINING, withholds=True)
TELLING = """
class Model:
    def fit(self, X, y):
        print("in fit")
        {fit}
    def predict(self, X):
        print("a secret:", X[0, 0])
        {predict}
        return X[:, 0]
"""


def told(runner: Runner, fit: str = "pass", predict: str = "pass") -> tuple[str, Predictions]:
    run = _run(runner, TELLING.format(fit=fit, predict=predict), SECRET)
    return run.output, SECRET.predictions(run)


@pytest.mark.parametrize(
    "predict",
    [
        "import sys; print(X[0, 0], file=sys.__stderr__)",
        "import os; os.write(1, str(X[0, 0]).encode())",
    ],
)
def test_what_is_printed_after_fit_is_not_kept(runner: Runner, predict: str) -> None:
    tried = f"try:\n            {predict}\n        except OSError: pass"
    output, found = told(runner, predict=tried)
    assert output == "in fit\n"
    assert found.values is not None


@pytest.mark.parametrize(
    ("predict", "code", "values"),
    [
        ("raise ValueError(X[0, 0])", "program_after_fit", {"error": "ValueError"}),
        ("raise type(f's{X[0, 0]}', (Exception,), {})", "program_after_fit", {"error": "-"}),
        ("raise SystemExit(int(X[0, 0] * 100))", "program_after_fit", {"error": "-"}),
        ("return X[: 1 + int(abs(X[0, 0]))]", "program_wrong_shape", {}),
        ("return X[:, 0] / (X[:, 0] > 0)", "program_not_finite", {}),
        ("import os; os._exit(int(abs(X[0, 0]) * 9))", "program_after_fit", {"error": "-"}),
    ],
)
def test_of_an_error_after_fit_only_kind_and_line_are_told(
    runner: Runner, predict: str, code: str, values: dict[str, str]
) -> None:
    output, found = told(runner, predict=predict)
    assert output == "in fit\n"
    assert found.problem is not None
    assert (found.problem.code, found.problem.values) == (code, values)
    assert Catalogue.of(PROBLEM_KINDS).explain(found.problem, "ja").hint


def test_of_an_error_in_fit_everything_is_told(runner: Runner) -> None:
    _, found = told(runner, fit="raise ValueError('too few rows')")
    assert found.problem is not None
    assert found.problem.values["message"] == "too few rows"
