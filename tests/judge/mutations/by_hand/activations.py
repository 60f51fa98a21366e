"""Mistakes in activation functions."""

from tests.judge.mutations.by_hand.planted import planted

ACTIVATIONS = {
    "exp(x) instead of exp(-x)": planted(
        "A/Sigmoid/textbook", "np.exp(-x)", "np.exp(x)", "exponent_sign"
    ),
    "derivative of the input": planted(
        "A/Sigmoid/textbook",
        "self.out = out",
        "self.out = x",
        "wrong_variable",
        "dx",
    ),
    "factor 1 - y forgotten": planted(
        "A/Sigmoid/textbook", "(1.0 - self.out) * self.out", "self.out", "factor_left_out", "dx"
    ),
    "factor y forgotten": planted(
        "B/Sigmoid/plain", "dout * out * (1 - out)", "dout * (1 - out)", "factor_left_out", "dx"
    ),
    "1 + y": planted("A2/Sigmoid/lists", "(1.0 - self.out)", "(1.0 + self.out)", "term_sign", "dx"),
    "sigmoid of y once more": planted(
        "A/Sigmoid/stable", "s = sigmoid(self.x)", "s = sigmoid(sigmoid(self.x))", "", "dx"
    ),
    "overflow of exp(x) / (1 + exp(x))": planted(
        "A/Sigmoid/textbook", "1 / (1 + np.exp(-x))", "np.exp(x) / (1 + np.exp(x))", "not_finite"
    ),
    "dout forgotten in the sigmoid": planted(
        "columns/Sigmoid/lecture",
        "dA * self.A * (1 - self.A)",
        "self.A * (1 - self.A)",
        "upstream_ignored",
        "dx",
    ),
    "quarter forgotten": planted(
        "A/Sigmoid/half_tanh", "dout * 0.25", "dout", "wrong_factor", "dx"
    ),
    "gradient used up by the first backward": planted(
        "A/Sigmoid/local_gradient",
        "self.grad = y - y**2",
        "self.grad = getattr(self, 'grad', 1) * (y - y**2) if len(y) > 1 else y - y**2",
        "stale_cache",
    ),
    "square forgotten": planted(
        "A/Tanh/direct", "1 - self.y**2", "1 - self.y", "not_squared", "dx"
    ),
    "derivative by x": planted(
        "A/Tanh/direct",
        "self.y = np.tanh(x)\n        return self.y",
        "self.y = x\n        return np.tanh(x)",
        "wrong_variable",
        "dx",
    ),
    "derivative of a sigmoid": planted(
        "B/Tanh/plain", "dout - dout * out**2", "dout * out * (1 - out)", "", "dx"
    ),
    "tan": planted("A/Tanh/direct", "np.tanh(x)", "np.tan(x)", ""),
    "two forgotten inside the sigmoid": planted(
        "A/Tanh/through_sigmoid", "self._sigmoid(2.0 * x)", "self._sigmoid(x)", ""
    ),
    "exponentials overflow": planted(
        "A/Tanh/exponentials",
        "e = np.exp(-2 * np.abs(x))\n        self.out = np.sign(x) * (1 - e) / (1 + e)",
        "e = np.exp(2 * x)\n        self.out = (e - 1) / (e + 1)",
        "not_finite",
    ),
    "cosh without a square": planted(
        "A/Tanh/hyperbolic_cosine", "np.cosh(self.x) ** 2", "np.cosh(self.x)", "not_squared", "dx"
    ),
    "dout forgotten in tanh": planted(
        "columns/Tanh/lecture",
        "np.multiply(dA, 1 - np.power(self.A, 2))",
        "1 - np.power(self.A, 2)",
        "upstream_ignored",
        "dx",
    ),
    "mask forgotten": planted(
        "A/ReLU/textbook", "        dout[self.mask] = 0\n", "", "upstream_passed_on", "dx"
    ),
    "mask the wrong way round": planted(
        "A/ReLU/maximum", "self.x > 0", "self.x < 0", "mask_inverted", "dx"
    ),
    "mask by dout": planted(
        "B/ReLU/plain", "dout * (x > 0)", "dout * (dout > 0)", "wrong_variable", "dx"
    ),
    "derivative of one": planted("A/ReLU/maximum", "dout, 0)", "1.0, 0)", "upstream_ignored", "dx"),
    "absolute value": planted(
        "A/ReLU/maximum", "np.maximum(0, x)", "np.abs(x)", "not_rectified sign_lost"
    ),
    "clips at one": planted(
        "A/ReLU/maximum", "np.maximum(0, x)", "np.clip(x, 0, 1)", "large_values"
    ),
    "clips at six": planted("E/ReLU/dicts", "np.maximum(x, 0)", "np.clip(x, 0, 6)", "large_values"),
    "x overwritten by zeros": planted(
        "A/ReLU/textbook", "out = x.copy()", "out = x", "input_overwritten"
    ),
    "mask of all calls": planted(
        "A/ReLU/step_function",
        "return self.step * dout",
        "self.all = getattr(self, 'all', []) + [self.step]\n        return self.all[0] * dout",
        "stale_cache",
        "dx",
    ),
    "passes the negative": planted(
        "columns/ReLU/lecture", "np.maximum(0, Z)", "np.minimum(0, Z)", "wrong_reduction"
    ),
    "no leak in backward": planted(
        "A/LeakyReLU/where", "dout, self.alpha * dout)", "dout, 0)", "leak_missing", "dx"
    ),
    "no leak in forward": planted(
        "A/LeakyReLU/where", "x, self.alpha * x)", "x, 0)", "leak_missing"
    ),
    "leak of a tenth": planted("A/LeakyReLU/slopes", "0.01", "0.1", ""),
    "leak without x": planted("A/LeakyReLU/where", "x, self.alpha * x)", "x, self.alpha)", ""),
    "leak on the wrong side": planted(
        "A/LeakyReLU/maximum", "x <= 0", "x > 0", "mask_inverted", "dx"
    ),
    "minimum of x and the leak": planted(
        "A/LeakyReLU/maximum", "np.maximum(x, ", "np.minimum(x, ", "mask_inverted wrong_reduction"
    ),
    "leak forgotten by a copy": planted(
        "B/LeakyReLU/plain", "    dx[x <= 0] *= alpha\n", "", "upstream_passed_on", "dx"
    ),
    "slope without dout": planted(
        "A/LeakyReLU/slopes",
        "return self.slope * dout",
        "return self.slope",
        "upstream_ignored",
        "dx",
    ),
    "normalised over everything": planted(
        "A/Softmax/row_wise",
        "np.sum(e, axis=1, keepdims=True)",
        "np.sum(e)",
        "normalised_over_everything",
    ),
    "normalised along columns": planted(
        "A/Softmax/row_wise",
        "e / np.sum(e, axis=1, keepdims=True)",
        "e / np.sum(e, axis=0, keepdims=True)",
        "wrong_axis",
    ),
    "diagonal of the Jacobian only": planted(
        "A/Softmax/jacobians", " - np.outer(y, y)", " - np.diag(y**2)", "diagonal_only", "dx"
    ),
    "no sum in the Jacobian": planted(
        "A/Softmax/row_wise", "        dx -= self.y * total\n", "", "softmax_sum_missing", "dx"
    ),
    "exp without shift": planted(
        "A/Softmax/row_wise", "x - np.max(x, axis=1, keepdims=True)", "x", "not_finite"
    ),
    "y - y^2 as in a sigmoid": planted(
        "B/Softmax/plain",
        "delta = 1.0 if j == k else 0.0",
        "delta = 1.0 if j == k else out[n, k]",
        "diagonal_only",
        "dx",
    ),
    "gradient of log softmax": planted(
        "columns/Softmax/lecture",
        "self.A * (dA - (self.A * dA).sum(axis=0))",
        "dA - self.A * dA.sum(axis=0)",
        "",
        "dx",
    ),
    "sign of the softmax sum": planted(
        "A/Softmax/transposed_inside", "dout - inner", "dout + inner", "term_sign", "dx"
    ),
}
