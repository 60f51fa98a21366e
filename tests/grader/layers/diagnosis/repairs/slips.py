"""Slips in right code: a file, what stands there, what somebody wrote, and what is told.

The last two are the kind of the repair, and a part of the line as it should be. WHOLE has layers as
somebody wrote them, the body of forward and of backward, with the same two.
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

_WINDOWS = """        self.shape = x.shape
        y = np.zeros((*x.shape[:2], x.shape[2] // self.ph, x.shape[3] // self.pw))
        for i in range(y.shape[2]):
            for j in range(y.shape[3]):
                part = x[:, :, i * self.ph:(i + 1) * self.ph, j * self.pw:(j + 1) * self.pw]
                y[:, :, i, j] = part.mean((2, 3))
        return y
"""
_SPREAD = """        dx, area = np.zeros(self.shape), self.ph * self.pw
        for i in range(dout.shape[2]):
            for j in range(dout.shape[3]):
                part = dx[:, :, i * self.ph:(i + 1) * self.ph, j * self.pw:(j + 1) * self.pw]
                part += dout[:, :, i, j][:, :, None, None] / area
        return dx
"""

WHOLE = (
    ("Multiply", ("        self.x, self.y = x, y\n        self.y = self.x * self.y\n"
     "        return self.y\n"), "        return dout * self.y, dout * self.x\n",
     "overwritten", "out = self.x * self.y"),
    ("Tanh", "        self.y = np.tanh(x)\n        return self.y\n",
     "        return 1 - (dout * self.y) ** 2\n", "grouping", "dout * (1 - self.y ** 2)"),
    ("SquaredError", ("        self.d, self.n = y - t, len(y)\n"
     "        return np.sum(y ** 2 - t ** 2) / (2 * len(y))\n"),
     "        return dout * self.d / self.n\n", "grouping", "(y - t) ** 2"),
    ("Branch", "        return x, x\n", "        return np.where(dout1 > dout2, dout1, dout2)\n",
     "operator", "dout1 + dout2"),
    ("ReLU", ("        self.mask, y = x <= 0, x.copy()\n"
     "        y[self.mask] = 0\n        return y\n"),
     "        return dout * self.mask\n", "mask", "1 - self.mask"),
    ("ReLU", "        self.mask = x > 0\n        return x * self.mask\n",
     "        return dout * (1 - self.mask)\n", "mask", "dout * self.mask"),
    ("AveragePool", _WINDOWS, _SPREAD, "windows", "(x.shape[2] - self.ph) // self.s + 1"),
)  # fmt: skip
