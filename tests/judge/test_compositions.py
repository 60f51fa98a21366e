"""Layers that nobody wrote: random compositions of operations, with their derivatives.

The slope check asks a forward what its derivative is, and knows no reference. So it has to hold for
whatever forward there is: right derivatives are never blamed, and a term that is changed always is.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from grader.layers.catalogue.specification import Specification, Tensors, Vjp
from grader.layers.checks.slopes import Measurement, is_slope
from grader.layers.trials.precision import DOUBLE
from grader.layers.trials.probes import joint_probes, single_probes
from grader.layers.trials.trials import Round
from reference.arrays import Floats
from tests.examples import examples

ROWS, COLUMNS = 4, 3
Value = tuple[Floats, Callable[[Floats], Tensors]]
Node = Callable[[Tensors], Value]


@dataclass(frozen=True)
class Change:
    """What is wrong with one step of the way back. place: which step, counted from the leaves."""

    place: int
    how: Callable[[Floats], Floats]


CHANGES: dict[str, Callable[[Floats], Floats]] = {
    "twice": lambda gradient: 2 * gradient,
    "opposite": np.negative,
    "left out": np.zeros_like,
    "mean of rows": lambda g: np.broadcast_to(g.mean(axis=0), g.shape),
    "a hundredth more": lambda gradient: 1.01 * gradient,
    "rows reversed": lambda gradient: gradient[::-1],
}


class _Writer:
    """Writes nodes, one of whose steps back may be changed."""

    def __init__(self, change: Change | None = None) -> None:
        self.change, self.steps = change, 0

    def leaf(self, name: str) -> Node:
        """A variable, which is no step."""
        return lambda tensors: (tensors[name], lambda upstream: {name: upstream})

    def unary(self, kind: str, inner: Node) -> Node:
        """A function of each element, or of rows and columns."""
        number = self.steps
        self.steps += 1

        def node(tensors: Tensors) -> Value:
            x, pull = inner(tensors)
            y, back = UNARY[kind](x)
            return y, lambda upstream: pull(self._at(number, back)(upstream))

        return node

    def binary(self, kind: str, left: Node, right: Node) -> Node:
        """A function of two."""
        number = self.steps
        self.steps += 2

        def node(tensors: Tensors) -> Value:
            (a, pull_a), (b, pull_b) = left(tensors), right(tensors)
            y, back_a, back_b = BINARY[kind](a, b)

            def pull(upstream: Floats) -> Tensors:
                found = dict(pull_a(self._at(number, back_a)(upstream)))
                for name, gradient in pull_b(self._at(number + 1, back_b)(upstream)).items():
                    found[name] = found.get(name, 0.0) + gradient
                return found

            return y, pull

        return node

    def _at(self, place: int, back: Callable[[Floats], Floats]) -> Callable[[Floats], Floats]:
        change = self.change
        if change is None or change.place != place:
            return back
        return lambda upstream: change.how(back(upstream))


def _tanh(x: Floats) -> tuple[Floats, Callable[[Floats], Floats]]:
    y = np.tanh(x)
    return y, lambda g: g * (1 - y * y)


def _centred(x: Floats) -> tuple[Floats, Callable[[Floats], Floats]]:
    return x - x.mean(axis=0), lambda g: g - g.mean(axis=0)


def _softmax(x: Floats) -> tuple[Floats, Callable[[Floats], Floats]]:
    e = np.exp(x - x.max(axis=1, keepdims=True))
    y = e / e.sum(axis=1, keepdims=True)
    return y, lambda g: y * (g - (g * y).sum(axis=1, keepdims=True))


def _running(x: Floats) -> tuple[Floats, Callable[[Floats], Floats]]:
    return np.cumsum(x, axis=0), lambda g: np.cumsum(g[::-1], axis=0)[::-1]


MIX = np.random.default_rng(0).normal(size=(COLUMNS, COLUMNS))
UNARY: dict[str, Callable[[Floats], tuple[Floats, Callable[[Floats], Floats]]]] = {
    "tanh": _tanh,
    "sin": lambda x: (np.sin(x), lambda g: g * np.cos(x)),
    "bell": lambda x: (np.exp(-x * x), lambda g: -2 * x * np.exp(-x * x) * g),
    "softplus": lambda x: (np.logaddexp(0, x), lambda g: g / (1 + np.exp(-x))),
    "mix": lambda x: (x @ MIX, lambda g: g @ MIX.T),
    "centre": _centred,
    "softmax": _softmax,
    "running sum": _running,
}
BINARY: dict[
    str,
    Callable[
        [Floats, Floats], tuple[Floats, Callable[[Floats], Floats], Callable[[Floats], Floats]]
    ],
] = {
    "sum": lambda a, b: (a + b, lambda g: g, lambda g: g),
    "product": lambda a, b: (a * b, lambda g: g * b, lambda g: g * a),
    "quotient": lambda a, b: (
        a / (1 + b * b),
        lambda g: g / (1 + b * b),
        lambda g: -2 * a * b * g / (1 + b * b) ** 2,
    ),
}
Tree = tuple[str, "Tree", "Tree"] | tuple[str, "Tree"] | str
TREES: st.SearchStrategy[Tree] = st.recursive(
    st.sampled_from(["x", "w"]),
    lambda inner: st.one_of(
        st.tuples(st.sampled_from(sorted(UNARY)), inner),
        st.tuples(st.sampled_from(sorted(BINARY)), inner, inner),
    ),
    max_leaves=6,
)


def _write(tree: Tree, writer: _Writer) -> Node:
    if isinstance(tree, str):
        return writer.leaf(tree)
    if len(tree) == 2:
        return writer.unary(tree[0], _write(tree[1], writer))
    left, right = _write(tree[1], writer), _write(tree[2], writer)
    return writer.binary(tree[0], left, right)


def _layer(node: Node) -> Specification:
    def evaluate(tensors: Tensors) -> tuple[Floats, Vjp]:
        value, pull = node(tensors)
        zeros = {name: np.zeros_like(tensors[name]) for name in ("x", "w")}
        return value, lambda upstream: {**zeros, **pull(upstream)}

    def sample(rng: np.random.Generator, batch: int, scale: float) -> Tensors:
        return {name: scale * rng.normal(size=(batch, COLUMNS)) for name in ("x", "w")}

    return Specification("Composition", "y", evaluate, sample, inputs=("x", "w"))


def _holds(layer: Specification, gradients: Tensors, at: Round, rng: np.random.Generator) -> bool:
    """Whether gradients pass along every direction that the judge may take."""
    probes = (
        *joint_probes(layer, at, rng, DOUBLE),
        *single_probes(layer, at, rng, DOUBLE),
    )
    assert at.upstream is not None
    for probe in probes:
        ahead, behind = (layer.evaluate(s.rounds[0].tensors)[0] for s in (probe.plus, probe.minus))
        moved = {name: gradients[name] for name in probe.variables}
        if not is_slope(moved, Measurement(probe, at.upstream, ahead, behind), DOUBLE):
            return False
    return True


def _round(layer: Specification, rng: np.random.Generator) -> Round:
    upstream = rng.normal(size=(ROWS, COLUMNS))
    return Round(layer.sample(rng, ROWS, 1.0), layer, upstream)


@settings(max_examples=examples(200))
@given(tree=TREES, seed=st.integers(0, 2**32 - 1))
def test_right_derivatives_of_any_composition_are_never_blamed(tree: Tree, seed: int) -> None:
    rng = np.random.default_rng(seed)
    layer = _layer(_write(tree, _Writer()))
    at = _round(layer, rng)
    assert _holds(layer, at.gradients, at, rng)


@settings(max_examples=examples(200))
@given(
    tree=TREES,
    seed=st.integers(0, 2**32 - 1),
    place=st.integers(0, 11),
    how=st.sampled_from(sorted(CHANGES)),
)
def test_a_changed_step_back_is_always_caught(tree: Tree, seed: int, place: int, how: str) -> None:
    rng = np.random.default_rng(seed)
    right = _layer(_write(tree, writer := _Writer()))
    assume(place < writer.steps)
    at = _round(right, rng)
    wrong = _layer(_write(tree, _Writer(Change(place, CHANGES[how]))))
    changed = replace(at, layer=wrong).gradients
    off = sum(float(np.linalg.norm(changed[n] - g)) for n, g in at.gradients.items())
    size = sum(float(np.linalg.norm(g)) for g in at.gradients.values())
    assume(off > 1e-3 * size)
    assert not _holds(right, changed, at, rng)


def test_every_operation_has_the_derivative_that_it_is_said_to_have() -> None:
    rng = np.random.default_rng(0)
    for kind in UNARY:
        layer = _layer(_write((kind, "x"), _Writer()))
        at = _round(layer, rng)
        assert _holds(layer, at.gradients, at, rng), kind
    for kind in BINARY:
        layer = _layer(_write((kind, "x", "w"), _Writer()))
        at = _round(layer, rng)
        assert _holds(layer, at.gradients, at, rng), kind
