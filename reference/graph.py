"""A computational graph: forward while it is written down, backward in the opposite order.

    x, y, z = Node(np.array(2.0)), Node(np.array(3.0)), Node(np.array(4.0))
    f = x * y + z                       # f.value is 10
    gradients = backward(f)             # gradients[x] is 3, gradients[y] is 2, gradients[z] is 1

Source: Goodfellow et al. 2016, "Deep Learning", section 6.5.6; Griewank and Walther 2008,
"Evaluating Derivatives", section 3.2.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from reference.arrays import Floats
from reference.gates import add, maximum, multiply


def _reaches_nothing(_dvalue: Floats) -> tuple[Floats, ...]:
    return ()


@dataclass(frozen=True, eq=False)
class Node:
    """A value, the nodes that it was computed from, and the way back to them.

    vjp(dvalue) -> one gradient for each parent. Without parents it is an input. Nodes are compared
    by identity: two inputs may hold equal numbers.
    """

    value: Floats
    parents: tuple["Node", ...] = ()
    vjp: Callable[[Floats], tuple[Floats, ...]] = _reaches_nothing

    def __add__(self, other: "Node") -> "Node":
        return apply(add, self, other)

    def __mul__(self, other: "Node") -> "Node":
        return apply(multiply, self, other)

    def maximum(self, other: "Node") -> "Node":
        """The elementwise maximum with another node."""
        return apply(maximum, self, other)


def apply(function: Callable[..., tuple[Floats, Callable[[Floats], Any]]], *parents: Node) -> Node:
    """The node of function(*parents), for any function of arrays that returns value and vjp."""
    value, vjp = function(*(parent.value for parent in parents))

    def to_parents(dvalue: Floats) -> tuple[Floats, ...]:
        gradients = vjp(dvalue)
        return gradients if isinstance(gradients, tuple) else (gradients,)

    return Node(value, parents, to_parents)


def topological_order(output: Node) -> list[Node]:
    """Every node that the output depends on, once, each behind all of its parents.

    A depth-first search, which puts a node down when it leaves it; the stack is a list, so that
    long chains do not exhaust that of Python.
    Source: Cormen et al. 2009, "Introduction to Algorithms", section 22.4.
    """
    order: list[Node] = []
    seen: set[Node] = set()
    stack = [(output, False)]
    while stack:
        node, is_left = stack.pop()
        if is_left:
            order.append(node)
        elif node not in seen:
            seen.add(node)
            stack += [(node, True), *((parent, False) for parent in node.parents)]
    return order


def backward(output: Node, doutput: Floats | None = None) -> dict[Node, Floats]:
    """The gradient of <doutput, output> with respect to every node it depends on.

    doutput: of the output's shape; ones where None, which suits a scalar.
    Against the topological order all consumers of a node come first; each adds its share, since
    the gradients of branches add, and then the node passes the sum on. Nothing is stored in the
    nodes: two calls never mix.
    """
    start = np.ones_like(output.value) if doutput is None else doutput
    gradients = {output: start}
    for node in reversed(topological_order(output)):
        for parent, share in zip(node.parents, node.vjp(gradients[node]), strict=True):
            gradients[parent] = gradients[parent] + share if parent in gradients else share
    return gradients
