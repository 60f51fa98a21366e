"""The derivations' formulas in code hold, and none of the reference's is missing."""

import importlib
import inspect
import pkgutil
import re
from pathlib import Path

import pytest

import reference

PAGE = (Path(__file__).parents[2] / "docs" / "derivations.md").read_text("utf-8")
BLOCKS = re.findall(r"## ([^\n]+)\n(?:(?!\n## ).)*?```python\n(.*?)```", PAGE, re.DOTALL)
BUILT_OF_THESE = {"normalize", "patches", "flatten"}  # steps of others on the page


def test_every_section_holds_against_a_numerical_derivative() -> None:
    names: dict[str, object] = {}
    for section, code in BLOCKS:
        checked = code.count("same(")
        exec(compile(code, f"derivations.md, {section}", "exec"), names)
        assert checked, section


def test_a_wrong_formula_is_noticed() -> None:
    names: dict[str, object] = {}
    exec(BLOCKS[0][1], names)
    with pytest.raises(AssertionError):
        exec("same(dy + 1e-3, lambda a: (dy * a).sum(), x)", names)


def test_every_backward_pass_of_the_reference_is_derived() -> None:
    derived = set(re.findall(r"\b[a-z]\w+\b", "".join(code for _, code in BLOCKS)))
    assert backward_passes() - BUILT_OF_THESE <= derived


def backward_passes() -> set[str]:
    """The names of the public functions of `reference/` that give a value and its vjp."""
    found = set()
    for module in pkgutil.iter_modules(reference.__path__, "reference."):
        loaded = importlib.import_module(module.name)
        for name, function in inspect.getmembers(loaded, inspect.isfunction):
            told = str(inspect.signature(function).return_annotation)
            is_here = function.__module__ == module.name and not name.startswith("_")
            if is_here and told.startswith("tuple[") and "ndarray" in told and "Callable" in told:
                found.add(name)
    return found
