"""What arrays share and no order of calls shows costs nothing, in any layer and convention."""

import re

import pytest

from grader.layers.catalogue import KINDS
from grader.layers.checks.screening import Screening, screening_for
from grader.layers.judge import judge
from grader.layers.trials.dialects import Dialect
from grader.sandbox.runner import Limits
from tests.grader.layers.checks.test_screening import NOT_ADMITTED
from tests.judge.mutations.corpus import RIGHT, Rewrite
from tests.judge.mutations.power import asked_for
from tests.runner_here import RunnerHere

LIMITS = Limits(20.0, 20.0, 512_000_000, 100_000)
OVERWRITTEN, CONSUMED, TAKEN = "upstream_overwritten", "cache_consumed", "upstream_taken_for_one"


def _one_of_each() -> list[Rewrite]:
    """A right version of every layer in every convention."""
    found: dict[tuple[str, str], Rewrite] = {}
    for version in RIGHT:
        asked = asked_for(version)
        (task,) = asked.tasks
        dialect = Dialect(asked.convention, asked.weights, asked.batch, asked.parameter_gradients)
        is_screened = isinstance(screening_for(task, 0, dialect), Screening)
        if is_screened and version.name not in NOT_ADMITTED:
            found.setdefault((version.layer, asked.convention), version)
    return list(found.values())


def _remarks_on(version: Rewrite, source: str) -> set[str]:
    """The codes of what is remarked on in right code."""
    asked = asked_for(version)
    outcome = judge(source.encode(), "layers.py", asked, LIMITS, RunnerHere(), 0)
    (layer,) = outcome.report.layers
    assert outcome.points == outcome.max_points, layer.findings
    return {each.code for each in layer.remarks}


VERSIONS = pytest.mark.parametrize("version", _one_of_each(), ids=lambda each: each.name)
ON_CLASSES = """
import copy
class {name}_(   {name}):
    def forward(self, *arguments, **named):
        self.is_fresh_ = True
        return super().forward(*arguments, **named)
    def backward(self, *douts):
        {before}
        result = copy.deepcopy(super().backward(*douts))
        {after}
        return result
{name}_.__name__ = "{name}"
{name} = {name}_
"""
ON_FUNCTIONS = """
import copy
_forward, _backward = {name}_forward, {name}_backward
def {name}_forward(*arguments, **named):
    result, cache = _forward(*arguments, **named)
    return result, [cache]
def {name}_backward(*arguments):
    *douts, self = arguments
    result = copy.deepcopy(_backward(*douts, self{taken}))
    {after}
    return result
"""
OVERWRITE = "for each in douts: each[...] = 7.0"


def _with(version: Rewrite, *, consumes: bool) -> str | None:
    """A version whose backward overwrites dout, or can be called once; None of a loss of B."""
    layer = KINDS[version.layer].specification()
    if asked_for(version).convention == "B":
        after = "" if consumes else OVERWRITE
        text = ON_FUNCTIONS.format(
            name=layer.function, taken=".pop()" if consumes else "[0]", after=after or "pass"
        )
        return None if layer.is_loss else version.source + text
    names = (layer.name, *layer.aliases)
    found = [n for n in names if re.search(rf"^(class )?{n}\b", version.source, re.MULTILINE)]
    before = "assert self.__dict__.pop('is_fresh_')" if consumes else "pass"
    after = "pass" if consumes else OVERWRITE
    return version.source + ON_CLASSES.format(name=found[0], before=before, after=after)


@VERSIONS
def test_an_overwritten_dout_costs_nothing_and_is_remarked_on(version: Rewrite) -> None:
    source = _with(version, consumes=False)
    if source and not KINDS[version.layer].specification().is_loss:  # whose dout is a number
        assert OVERWRITTEN in _remarks_on(version, source)


@VERSIONS
def test_a_cache_that_backward_consumes_costs_nothing_and_is_remarked_on(version: Rewrite) -> None:
    source = _with(version, consumes=True)
    if source:
        assert CONSUMED in _remarks_on(version, source)


def test_gradients_that_are_dout_itself_are_nothing_to_remark_on() -> None:
    add = next(each for each in RIGHT if each.layer == "Add" and not each.declared)
    text = "class Add:\n    def forward(self, x, y):\n        return x + y\n"
    text += "    def backward(self, dout):\n        return dout, dout\n"
    assert _remarks_on(add, text) == set()


def test_a_loss_that_takes_dout_for_one_is_remarked_on_and_one_that_uses_it_is_not() -> None:
    names = {each.name: each for each in RIGHT}
    textbook, exact = (names[f"A/SoftmaxWithLoss/{n}"] for n in ("textbook", "log_sum_exp"))
    assert _remarks_on(textbook, textbook.source) == {TAKEN}
    assert _remarks_on(exact, exact.source) == set()


def test_a_bias_gradient_with_a_leading_one_is_remarked_on() -> None:
    affine = next(each for each in RIGHT if each.name == "A/Affine/textbook")
    assert _remarks_on(affine, affine.source) == set()
    kept = affine.source.replace("np.sum(dout, axis=0)", "np.sum(dout, axis=0, keepdims=True)")
    assert _remarks_on(affine, kept) == {"leading_one"}
