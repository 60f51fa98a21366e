"""GELU: x times the chance that a standard normal number is below it."""

import math
from collections.abc import Iterator

import numpy as np

from grader.layers.catalogue import causes
from grader.layers.catalogue.causes import WRONG
from grader.layers.catalogue.evaluation import of_x
from grader.layers.catalogue.kind import Backward, Choices, Forward, Kind, Mistake, Shapes, Word
from grader.layers.catalogue.samples import far_from_balanced, normal
from grader.layers.catalogue.specification import Specification
from grader.problems import ProblemKind
from reference.activations import (
    GELU_CUBIC,
    GeluForm,
    gelu,
    normal_distribution,
    normal_distribution_by_tanh,
    sigmoid,
)
from reference.arrays import Floats

GELU_FORM = ProblemKind(
    "gelu_form",
    WRONG,
    "This is another form of GELU: by erf, by tanh or by a sigmoid. Look which one is asked for.",
)
GELU_CONSTANT = ProblemKind(
    "gelu_constant",
    WRONG,
    "A constant is not right: erf takes x / sqrt(2), the density is exp(-x**2 / 2) / sqrt(2 * pi), "
    "and tanh takes sqrt(2 / pi) * (x + 0.044715 * x**3).",
)
GELU_TERM = ProblemKind(
    "gelu_term",
    WRONG,
    "y is x times a probability, so its derivative has two terms: the probability, and x times the "
    "density. One is missing, or lacks its x.",
)
GELU_INNER = ProblemKind(
    "gelu_inner",
    WRONG,
    "The chain rule goes on inside of tanh: multiply with "
    "sqrt(2 / pi) * (1 + 3 * 0.044715 * x**2).",
)
_ROOT = math.sqrt(2.0 / math.pi)
_WRONG_ROOTS = (2.0 / math.pi, 1.0 / _ROOT, 1.0, math.sqrt(2.0), math.sqrt(1.0 / math.pi))
_BY_SIGMOID = 1.702  # of the form x sigmoid(1.702 x)
_EQUATIONS = {
    "exact": {
        "y": "y = x P, P = (1 + erf(x / sqrt(2))) / 2",
        "dx": "dx = dout * (P + x exp(-x^2 / 2) / sqrt(2 pi))",
    },
    "tanh": {
        "y": "y = x (1 + tanh(u)) / 2, u = sqrt(2 / pi) (x + 0.044715 x^3)",
        "dx": "dx = dout * ((1 + tanh(u)) / 2 + x (1 - tanh(u)^2) u' / 2), "
        "u' = sqrt(2 / pi) (1 + 3 * 0.044715 x^2)",
    },
}

_FORMULAS = {
    "exact": """
P = (1 + erf(x / sqrt(2))) / 2
y = x * P
density = exp(-x**2 / 2) / sqrt(2 * pi)
dx = dout * (P + x * density)
""",
    "tanh": """
u = sqrt(2 / pi) * (x + 0.044715 * x**3)
y = x * (1 + tanh(u)) / 2
inner = sqrt(2 / pi) * (1 + 3 * 0.044715 * x**2)
dx = dout * ((1 + tanh(u)) / 2 + x * (1 - tanh(u)**2) * inner / 2)
""",
}


def _build(shapes: Shapes, arguments: Choices) -> Specification:
    settings = {name: str(value) for name, value in arguments.items()}
    form = _form(settings.get("form"))
    return Specification(
        "GELU",
        "y",
        of_x(lambda x: gelu(x, form)),
        normal("x", shapes["D"]),
        inputs=("x",),
        settings=settings,
        special={"many": far_from_balanced("x", shapes["D"])},
        aliases=("Gelu", "GeluLayer", "GELULayer"),
        function="gelu",
        is_elementwise=True,
        equations=_EQUATIONS[form],
    )


def _form(setting: object) -> GeluForm:
    return "tanh" if setting == "tanh" else "exact"


def _distribution(x: Floats, form: GeluForm) -> tuple[Floats, Floats]:
    """What x is multiplied with, and its derivative."""
    return normal_distribution(x) if form == "exact" else normal_distribution_by_tanh(x)


def _others(x: Floats, form: GeluForm) -> Iterator[tuple[Floats, Floats]]:
    """The same of the other forms in use."""
    yield _distribution(x, "tanh" if form == "exact" else "exact")
    probability, vjp = sigmoid(_BY_SIGMOID * x)
    yield probability, vjp(np.full_like(x, _BY_SIGMOID))


def _wrong_outputs(at: Forward) -> Iterator[Mistake]:
    x, form = at.tensors["x"], _form(at.layer.settings.get("form"))
    probability, _density = _distribution(x, form)
    yield GELU_TERM, probability
    yield causes.TERM_SIGN, x * (1.0 - probability)
    for other, _density in _others(x, form):
        yield GELU_FORM, x * other
    for wrong in _wrong_probabilities(x, form):
        yield GELU_CONSTANT, x * wrong


def _wrong_probabilities(x: Floats, form: GeluForm) -> Iterator[Floats]:
    """What wrong constants make of the probability."""
    if form == "exact":  # erf(x), erf(sqrt(2) x) and erf(x / 2)
        yield from (normal_distribution(c * x)[0] for c in (math.sqrt(2.0), 2.0, math.sqrt(0.5)))
        return
    yield from (sigmoid(2.0 * root * (x + GELU_CUBIC * x**3))[0] for root in _WRONG_ROOTS)
    for cubic in (0.0 * x, GELU_CUBIC * x, GELU_CUBIC * x**2, x**3, GELU_CUBIC / _ROOT * x**3):
        yield sigmoid(2.0 * _ROOT * (x + cubic))[0]


def _wrong_gradients(at: Backward) -> Iterator[Mistake]:
    x, form = at.tensors["x"], _form(at.layer.settings.get("form"))
    probability, density = _distribution(x, form)
    for slope in (probability, x * density, probability + density):
        yield GELU_TERM, at.dout * slope
    yield causes.TERM_SIGN, at.dout * (probability - x * density)
    yield causes.WRONG_VARIABLE, gelu(x * probability, form)[1](at.dout)
    for other, other_density in _others(x, form):
        yield GELU_FORM, at.dout * (other + x * other_density)
    wrong_densities = _wrong_densities if form == "exact" else _wrong_densities_by_tanh
    for kind, wrong in wrong_densities(x):
        yield kind, at.dout * (probability + x * wrong)


def _wrong_densities(x: Floats) -> Iterator[Mistake]:
    bell = np.exp(-(x**2) / 2.0)
    for divisor in (
        1.0,
        2.0 * math.pi,
        math.sqrt(math.pi),
        math.sqrt(math.pi) / 2.0,
        math.sqrt(2.0),
    ):
        yield GELU_CONSTANT, bell / divisor
    yield GELU_CONSTANT, np.exp(-(x**2)) / math.sqrt(2.0 * math.pi)
    yield causes.TERM_SIGN, 1.0 / bell / math.sqrt(2.0 * math.pi)


def _wrong_densities_by_tanh(x: Floats) -> Iterator[Mistake]:
    probability, vjp = sigmoid(2.0 * _ROOT * (x + GELU_CUBIC * x**3))
    inner = _ROOT * (1.0 + 3.0 * GELU_CUBIC * x**2)  # u'
    for wrong in (1.0, _ROOT, inner / _ROOT, _ROOT * (1.0 + GELU_CUBIC * x**2)):
        yield GELU_INNER, vjp(2.0 * wrong * np.ones_like(x))
    for root in _WRONG_ROOTS:
        yield GELU_CONSTANT, vjp(2.0 * root / _ROOT * inner)
    yield causes.NOT_SQUARED, (1.0 - probability) * inner
    yield causes.TERM_SIGN, (1.0 + (2.0 * probability - 1.0) ** 2) / 2.0 * inner


GELU = Kind(
    "GELU",
    _build,
    "activation",
    "returns `y = x Phi(x)`, Phi the standard normal distribution function",
    "all (N, D)",
    {"D": 5},
    {"form": Word(None, ("exact", "tanh"))},
    wrong_outputs=_wrong_outputs,
    wrong_gradients=_wrong_gradients,
    formulas=lambda layer, _: _FORMULAS[_form(layer.settings.get("form"))],
)
