"""Libraries besides NumPy: found with what they need, there for those who may use them."""

from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pytest

from grader.sandbox.host.libraries import paths_of
from grader.sandbox.host.unavailable import UnavailableError
from grader.sandbox.pool.sandbox_runner import SandboxRunner
from grader.sandbox.runner import RunnerFaultError
from tests.grader.sandbox.conftest import Runs

Make = Callable[..., SandboxRunner]
RIDGE = """
import numpy as np, scipy.linalg
from sklearn.linear_model import Ridge
class Layer:
    def forward(self, x):
        model = Ridge(alpha=1e-9).fit(x.T, x.sum(axis=0))
        print(scipy.linalg.norm(x).round(6))
        return model.predict(x.T)
"""


def _install(name: str) -> bool:
    try:
        version(name)
    except PackageNotFoundError:
        return False
    return True


needs_sklearn = pytest.mark.skipif(
    not _install("scikit-learn"), reason="needs scikit-learn, an extra of the tests"
)


@needs_sklearn
def test_a_library_comes_with_all_that_it_requires() -> None:
    names = {path.name for path in paths_of("sklearn")}
    assert {"sklearn", "scipy", "numpy", "joblib", "threadpoolctl.py"} <= names
    assert all(path.is_absolute() and path.exists() for path in paths_of("sklearn"))


@needs_sklearn
def test_what_nothing_requires_does_not_come_along() -> None:
    names = {path.name for path in paths_of("sklearn")}
    assert names.isdisjoint({"pytest", "grader", "pydantic", "fastapi", "bin"})


def test_no_path_is_given_twice() -> None:
    assert len(set(paths_of("numpy"))) == len(paths_of("numpy"))


@pytest.mark.parametrize("name", ["no_such_library", "", "../etc", "os"])
def test_what_is_not_installed_is_named_with_what_to_do(name: str) -> None:
    with pytest.raises(UnavailableError, match=r"is not installed") as raised:
        paths_of(name)
    assert raised.value.remedy.startswith("Install it")


@pytest.mark.long
@needs_sklearn
def test_a_library_is_there_in_the_sandbox_for_a_run_that_may_use_it_and_for_no_other(
    own_sandbox: Make,
) -> None:
    runner = own_sandbox(libraries=("scipy", "sklearn"), warm_children=1)

    with_it = Runs(runner)(RIDGE, libraries=("scipy", "sklearn"), memory_bytes=10**9)
    without = Runs(runner)("\nimport sklearn")
    only_one = Runs(runner)("import scipy.optimize", libraries=("scipy",))

    assert with_it.verdict is None, with_it.problem
    assert with_it.output == "7.416198\n"
    assert with_it.replies[0][1].arrays[0].round(6).tolist() == [3, 5, 7]
    assert without.problem.code == "module_unavailable"
    assert (without.problem.line, without.problem.values["module"]) == (2, "sklearn")
    assert only_one.verdict is None, only_one.problem
    assert len(runner.zygotes) == 3


def test_a_library_that_a_worker_is_not_set_up_for_is_our_fault(sandbox: SandboxRunner) -> None:
    with pytest.raises(RunnerFaultError, match="not set up for sklearn: see GRADUS_LIBRARIES"):
        Runs(sandbox)("x = 1", libraries=("sklearn",))


@needs_sklearn
def test_plain_code_gets_a_library_that_it_names_and_may_use(run_plainly: Runs) -> None:
    assert run_plainly("import joblib", libraries=("joblib",)).verdict is None
    assert run_plainly("import joblib").problem.code == "module_unavailable"


def test_only_folders_of_libraries_are_shown(tmp_path: Path) -> None:
    """A distribution lists its commands as well, which lie outside of the libraries."""
    assert not any(path.name in {"..", "bin", "__pycache__"} for path in paths_of("pytest"))
