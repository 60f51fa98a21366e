"""Single slips in right code: a file, what stands there, what somebody wrote, and what is told.

The last two are the kind of the repair, and a part of the line as it should be.
"""

_AFFINE, _LOOPS = "A/Affine/textbook", "A/Conv2D/loops"
_ROWS, _JACOBIANS = "A/Softmax/row_wise", "A/Softmax/jacobians"

SLIPS = (
    (_AFFINE, "np.sum(dout, axis=0)", "np.sum(dout, axis=1)", "axis", "axis=0"),
    (_AFFINE, "np.sum(dout, axis=0)", "np.sum(dout)", "axis", "axis=0"),
    (_AFFINE, "self.W.T)", "self.W)", "transpose", "self.W.T"),
    (_AFFINE, "self.W) + self.b", "self.W) - self.b", "sign", "+ self.b"),
    (_AFFINE, "np.dot(self.x.T, dout)", "np.dot(self.x.T, dout) / 2", "too_much", "x.T, dout)"),
    (_ROWS, "dx -= self.y * total", "dx -= total", "left_out", "total * self.y"),
    (_ROWS, "total = np.sum(dx, axis=1, keepdims=True)", "total = np.sum(dx, axis=1)", "keepdims",
     "keepdims=True"),
    (_JACOBIANS, "np.diag(y) - np", "np.diag(y) + np", "sign", "np.diag(y) - np"),
    (_JACOBIANS, "dx[n] = jac", "dx[0] = jac", "index", "dx[n]"),
    (_LOOPS, "self.dW[m] += g", "self.dW[m] = g", "not_added_up", "self.dW[m] += g"),
    (_LOOPS, "(self.xp.shape[3] - KW) // s + 1", "(self.xp.shape[3] - KW) // s", "number", "+ 1"),
    ("A/ReLU/textbook", "x <= 0", "x >= 0", "condition", "x <= 0"),
    ("A/ReLU/textbook", "x.copy()", "x", "changed_in_place", "x.copy()"),
    ("A/ReLU/maximum", "maximum(0, x)", "minimum(0, x)", "function", "maximum"),
    ("B/Affine/outer_products", ".T, dw, db", ".T, db, dw", "returned", "dw, db"),
)  # fmt: skip
