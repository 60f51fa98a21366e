"""The static rules: hidden imports and ways around are told with their line, models are not."""

from typing import Any

import pytest

from grader.catalogue import PROBLEM_KINDS
from grader.problems import Catalogue
from grader.programs.checking import rule_problems
from grader.programs.files import Program

CATALOGUE = Catalogue.of(PROBLEM_KINDS)
HIDDEN = {
    "plain": (b"import os", 1, "os"),
    "another library": (
        b"x = 1\nfrom sklearn.linear_model import Ridge",
        2,
        "sklearn.linear_model",
    ),
    "as another name": (b"import numpy as np, torch as numpy2", 1, "torch"),
    "inside a function": (b"def f():\n    import sys", 2, "sys"),
    "by __import__": (b"m = __import__('o' + 's')", 1, "__import__"),
    "by importlib": (b"import importlib\nimportlib.import_module('os')", 1, "importlib"),
    "by eval": (b"eval('__import__(\"os\")')", 1, "eval"),
    "by exec": (b"exec('import os')", 1, "exec"),
    "by compile": (b"compile('import os', '', 'exec')", 1, "compile"),
    "out of the builtins": (b"__builtins__['__import__']('os')", 1, "__builtins__"),
    "out of another module": (b"import random\nrandom._os.listdir('.')", 2, "os"),
    "from another module": (b"from random import _os", 1, "os"),
    "out of a module's module": (b"import dataclasses as d\n\nd.sys.modules['os']", 3, "sys"),
    "by getattr": (b"import random\ngetattr(random, '_os')", 2, "os"),
    "by a name made up": (b"import random\ngetattr(random, '_' + 'os')", 2, "getattr"),
    "by getattr of another name": (b"f = getattr", 1, "getattr"),
    "through subclasses": (b"().__class__.__subclasses__()", 1, "__subclasses__"),
    "through globals of a function": (b"(lambda: 0).__globals__", 1, "__globals__"),
    "through globals": (b"globals()['x']", 1, "globals"),
    "by attrgetter": (
        b"from operator import attrgetter\nattrgetter('__globals__')",
        2,
        "__globals__",
    ),
    "NumPy reads a file": (b"import numpy as np\n\nnp.load('weights.npy')", 3, "load"),
    "NumPy reads a text": (b"from numpy import loadtxt", 1, "loadtxt"),
    "NumPy's compiler": (b"import numpy.f2py", 1, "f2py"),
    "NumPy's C": (b"from numpy import ctypeslib as c", 1, "ctypeslib"),
    "a file": (b"open('train.csv')", 1, "open"),
    "another name of its own": (b"__name__ = '__main__'", 1, "__name__"),
    "not only as a script": (b"if __name__ == 'model':\n    import os", 2, "os"),
    "not as a script": (b"if __name__ != '__main__':\n    import os", 2, "os"),
}
HONEST = b'''"""Ridge regression."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from numpy.linalg import lstsq
from parts import features
from parts.scaling import Scaler
import helpers


@dataclass
class Settings:
    weight: float = 1.0


class Model(object):
    def __init__(self) -> None:
        super().__init__()
        for name in ("w", "b"):
            setattr(self, name, None)
        self.load = 3.0

    def fit(self, X, y):
        print(f"{type(self).__name__}: {len(X)} rows")
        self.w = np.linalg.solve(X.T @ X + np.eye(X.shape[1]), X.T @ y)
        return self

    def predict(self, X):
        if hasattr(self, "w") and getattr(self, "w") is not None:
            return X @ self.w
        return np.zeros(len(X))


if __name__ == "__main__":
    import sys

    print(sys.version, np.loadtxt("train.csv"))
    rng = np.random.default_rng(0)
    Model().fit(rng.normal(size=(9, 2)), rng.normal(size=9))
'''


@pytest.fixture(scope="module")
def checked(code_runner: Any):
    def checked(source: bytes, allowed: tuple[str, ...] = ("numpy",), **modules: bytes):
        others = tuple((f"{name}.py", text) for name, text in modules.items())
        found = rule_problems(Program(source, modules=others), allowed, code_runner)
        for problem in found:
            for locale in ("en", "ja"):
                assert CATALOGUE.explain(problem, locale).hint
        return found

    return checked


@pytest.mark.parametrize("name", HIDDEN)
def test_a_way_around_the_rules_is_told_with_its_line_and_name(checked, name: str) -> None:
    source, line, breach = HIDDEN[name]
    found = checked(source)
    assert (line, breach) in {(problem.line, problem.values["name"]) for problem in found}


def test_an_honest_model_breaks_no_rule(checked) -> None:
    others = {"helpers": b"", "parts": b"class Scaler: ...", "scaling": b""}
    assert checked(HONEST, **others) == []


def test_a_module_of_the_archive_is_checked_too_and_named(checked) -> None:
    (found,) = checked(b"import helpers", helpers=b"\n\nimport socket")
    assert (found.values["file"], found.values["name"], found.line) == ("helpers.py", "socket", 3)


def test_a_track_may_allow_a_library(checked) -> None:
    source = b"from sklearn.linear_model import Ridge"
    assert checked(source, ("numpy", "sklearn")) == []
    assert "numpy" in CATALOGUE.explain(checked(source)[0]).hint


def test_every_breach_is_told_in_the_order_of_the_lines(checked) -> None:
    found = checked(b"import os\nimport sys\nopen('x')")
    assert [problem.line for problem in found] == [1, 2, 3]


@pytest.mark.parametrize(
    ("source", "code"),
    [
        (b"def f(:", "program_check_failed"),
        (b"x = " + b"(" * 3000 + b"1" + b")" * 3000, "program_check_failed"),
        (b"x = " + b"-" * 200_000 + b"1", "program_check_failed"),
        (b"\xff\xfe\x00", "program_not_text"),
        (b"import os\x00", "program_not_text"),
    ],
    ids=["syntax", "brackets", "signs", "no text", "a NUL"],
)
def test_what_brings_down_a_parser_is_the_students_problem_and_not_ours(
    checked, source, code
) -> None:
    (found,) = checked(source)
    assert found.code == code
    assert "bracket" not in CATALOGUE.explain(found).hint or code == "program_check_failed"
    assert "model.py" in CATALOGUE.explain(found).message


def test_one_unreadable_module_does_not_hide_the_others(checked) -> None:
    found = checked(b"import os", broken=b"def f(:")
    assert [problem.code for problem in found] == [
        "program_import_not_allowed",
        "program_check_failed",
    ]
