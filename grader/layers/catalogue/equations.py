"""The equations of a layer in the layout that a bundle declares.

Element by element, rows and columns make no difference. Products of matrices are written anew.
Where neither is known, a report shows none.
"""

from collections.abc import Mapping
from typing import Literal

Layout = tuple[Literal["inputs-outputs", "outputs-inputs"], Literal["rows", "columns"]]

_ELEMENTWISE = frozenset(
    {
        *("Add", "Multiply", "Max", "Branch", "Sigmoid", "Tanh", "ReLU", "LeakyReLU", "Dropout"),
        *("CrossEntropy", "SquaredError", "AbsoluteError", "SoftmaxWithLoss"),
    }
)
_AFFINE: Mapping[Layout, Mapping[str, str]] = {
    ("outputs-inputs", "rows"): {
        "y": "y = x W^T + b",
        "dx": "dx = dout W",
        "dW": "dW = dout^T x",
        "db": "db = sum_n dout[n]",
    },
    ("inputs-outputs", "columns"): {
        "y": "y = W^T x + b",
        "dx": "dx = W dout",
        "dW": "dW = x dout^T",
        "db": "db = sum_n dout[:, n]",
    },
    ("outputs-inputs", "columns"): {
        "y": "y = W x + b",
        "dx": "dx = W^T dout",
        "dW": "dW = dout x^T",
        "db": "db = sum_n dout[:, n]",
    },
}


def equations_in(
    name: str, plain: Mapping[str, str], layout: Layout, *, is_mean: bool
) -> Mapping[str, str]:
    """The equations of a layer by array. plain: those of the reference's layout.

    is_mean: gradients of parameters, which are those of the affine layer here, are averaged.
    """
    if name == "Affine":
        found = _AFFINE.get(layout, plain)
        return {
            array: f"{text} / N" if is_mean and array in {"dW", "db"} else text
            for array, text in found.items()
        }
    is_same = layout[1] == "rows" or name in _ELEMENTWISE
    return plain if is_same and not is_mean else {}
