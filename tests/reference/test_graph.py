import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reference.activations import sigmoid
from reference.derivatives import complex_step
from reference.graph import Node, apply, backward, topological_order

SEEDS = st.integers(0, 2**32 - 1)


def _scalars(*values: float) -> list[Node]:
    return [Node(np.array(value)) for value in values]


def test_the_graph_of_xy_plus_z_has_the_gradients_of_the_lecture() -> None:
    x, y, z = _scalars(2.0, 3.0, 4.0)

    f = x * y + z
    gradients = backward(f)

    assert f.value == 10.0
    assert [float(gradients[node]) for node in (x, y, z, f)] == [3.0, 2.0, 1.0, 1.0]


def test_the_graph_of_the_sum_times_the_maximum_has_the_gradients_of_the_lecture() -> None:
    """(x + y) max(y, z) at (1, 2, 0): y is used twice, and its two gradients add."""
    x, y, z = _scalars(1.0, 2.0, 0.0)

    f = (x + y) * y.maximum(z)
    gradients = backward(f)

    assert f.value == 6.0
    assert [float(gradients[node]) for node in (x, y, z)] == [2.0, 5.0, 0.0]


@given(seed=SEEDS)
def test_a_node_used_many_times_gets_the_sum_of_all_its_branches(seed: int) -> None:
    """The function (a b + a) s(a) + a a, elementwise, by complex step on the same formula."""
    rng = np.random.default_rng(seed)
    a, b, upstream = rng.normal(size=(3, 2, 3))
    x, y = Node(a), Node(b)

    gradients = backward((x * y + x) * apply(sigmoid, x) + x * x, upstream)

    def plain(a, b):
        return (upstream * ((a * b + a) / (1 + np.exp(-a)) + a * a)).sum()

    right = complex_step(lambda z: plain(z, b), a), complex_step(lambda z: plain(a, z), b)
    np.testing.assert_allclose(gradients[x], right[0], rtol=1e-11, atol=1e-13)
    np.testing.assert_allclose(gradients[y], right[1], rtol=1e-11, atol=1e-13)


@given(choices=st.lists(st.tuples(st.integers(0, 99), st.integers(0, 99)), max_size=12))
def test_parents_come_before_children_and_everything_once(choices) -> None:
    nodes = _scalars(1.0, 2.0)
    for first, second in choices:
        nodes.append(nodes[first % len(nodes)] + nodes[second % len(nodes)])

    order = topological_order(nodes[-1])

    place = {node: at for at, node in enumerate(order)}
    assert len(place) == len(order)
    assert order[-1] is nodes[-1]
    assert all(place[parent] < place[node] for node in order for parent in node.parents)


def test_ways_that_fork_again_and_again_are_walked_once_each() -> None:
    """Doubled 60 times, x has 2^60 ways back and 61 nodes."""
    (x,) = _scalars(1.0)
    node = x
    for _ in range(60):
        node = node + node
    assert len(topological_order(node)) == 61
    assert backward(node)[x] == 2.0**60


def test_a_chain_longer_than_the_stack_of_python_is_no_problem() -> None:
    x, one = _scalars(0.0, 1.0)
    node = x
    for _ in range(5000):
        node = node + one
    gradients = backward(node)
    assert (node.value, gradients[x], gradients[one]) == (5000.0, 1.0, 5000.0)


def test_nothing_is_left_behind_by_a_call() -> None:
    x, y, z = _scalars(2.0, 3.0, 4.0)
    f = x * y + z
    assert backward(f)[x] == backward(f)[x] == 3.0


def test_shapes_that_differ_are_refused() -> None:
    with pytest.raises(ValueError, match="one shape"):
        Node(np.zeros(2)) + Node(np.zeros(3))
