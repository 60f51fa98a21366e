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
    "erf without the root of two": planted(
        "A/GELU/vectorized", "x / np.sqrt(2.0)", "x", "gelu_constant"
    ),
    "approximation by a sigmoid": planted(
        "A/GELU/vectorized",
        "0.5 * (1.0 + erf(x / np.sqrt(2.0)))",
        "1 / (1 + np.exp(-1.702 * x))",
        "gelu_form",
    ),
    "tanh where erf is asked for": planted(
        "A/GELU/vectorized",
        "erf(x / np.sqrt(2.0))",
        "np.tanh(np.sqrt(2 / np.pi) * (x + 0.044715 * x**3))",
        "gelu_form",
    ),
    "erf where tanh is asked for": planted(
        "tanh/GELU/both_forms", 'self.form == "tanh"', 'self.form == "approximate"', "gelu_form"
    ),
    "half of GELU forgotten": planted(
        "A/GELU/vectorized", "0.5 * (1.0 + erf", "(1.0 + erf", "wrong_factor"
    ),
    "one minus erf": planted("A/GELU/vectorized", "1.0 + erf", "1.0 - erf", "term_sign"),
    "probability alone": planted(
        "A/GELU/vectorized", "return x * self.cdf", "return self.cdf", "gelu_term"
    ),
    "x times the density forgotten": planted(
        "A/GELU/vectorized", "self.cdf + self.x * pdf", "self.cdf", "gelu_term", "dx"
    ),
    "density without x": planted("B/GELU/plain", "cdf + x * pdf", "cdf + pdf", "gelu_term", "dx"),
    "probability forgotten in backward": planted(
        "E/GELU/dicts", "self.p + dp * self.x", "dp * self.x", "gelu_term", "dx"
    ),
    "sign of the second term": planted(
        "A/GELU/statistics",
        "dout * self.cdf + dout",
        "dout * self.cdf - dout",
        "term_sign",
        "dx",
    ),
    "density without its root": planted(
        "A/GELU/vectorized", "np.sqrt(2.0 * np.pi)", "(2.0 * np.pi)", "gelu_constant", "dx"
    ),
    "density that is not normalised": planted(
        "A/GELU/local_gradient", " / sqrt(2 * pi)", "", "gelu_constant", "dx"
    ),
    "exponent of the density not halved": planted(
        "B/GELU/plain", "-np.square(x) / 2", "-np.square(x)", "gelu_constant", "dx"
    ),
    "exponent of the density without a minus": planted(
        "B/GELU/plain", "-np.square(x) / 2", "np.square(x) / 2", "term_sign not_finite", "dx"
    ),
    "chain rule of erf forgotten": planted(
        "A2/GELU/lists", ") ** 2)) / math.sqrt(2)", ") ** 2))", "gelu_constant", "dx"
    ),
    "dout forgotten in GELU": planted(
        "columns/GELU/lecture",
        "np.multiply(dA, self.P + self.Z * density)",
        "self.P + self.Z * density",
        "upstream_ignored",
        "dx",
    ),
    "slope at the output": planted(
        "A/GELU/loops",
        "z = self.x[n, d]",
        "z = self.x[n, d] * self.phi(self.x[n, d])",
        "wrong_variable",
        "dx",
    ),
    "slope of the first batch": planted(
        "A/GELU/local_gradient",
        "self.grad = p +",
        "self.grad = self.grad if self.grad is not None and self.grad.shape == x.shape else p +",
        "stale_cache",
        "dx",
    ),
    "cubic term forgotten": planted(
        "tanh/GELU/formula", "(x + 0.044715 * x**3)", "x", "gelu_constant"
    ),
    "square instead of a cube": planted("tanh/GELU/formula", "x**3", "x**2", "gelu_constant"),
    "two over pi without a root": planted(
        "tanh/GELU/formula",
        "u = np.sqrt(2 / np.pi)",
        "u = (2 / np.pi)",
        "gelu_constant",
    ),
    "root of pi over two": planted(
        "tanh/GELU/sigmoid",
        "v = 2 * np.sqrt(2 / np.pi)",
        "v = 2 * np.sqrt(np.pi / 2)",
        "gelu_constant",
    ),
    "three forgotten inside of tanh": planted(
        "tanh/GELU/formula", "3 * 0.044715", "0.044715", "gelu_inner", "dx"
    ),
    "derivative inside of tanh forgotten": planted(
        "tanh/GELU/formula", "(1 - t**2) * du", "(1 - t**2)", "gelu_inner", "dx"
    ),
    "tanh not squared": planted("tanh/GELU/formula", "1 - t**2", "1 - t", "not_squared", "dx"),
    "plus tanh squared": planted("tanh/GELU/formula", "1 - t**2", "1 + t**2", "term_sign", "dx"),
    "two forgotten inside the sigmoid of GELU": planted(
        "tanh/GELU/sigmoid", "v = 2 * np.sqrt", "v = np.sqrt", ""
    ),
    "backward of the other form": planted(
        "tanh/GELU/both_forms",
        "        self.slope = p + x * dp\n",
        "        exact = (1 + np.vectorize(math.erf)(x / math.sqrt(2))) / 2\n"
        "        self.slope = exact + x * np.exp(-x * x / 2) / math.sqrt(2 * math.pi)\n",
        "gelu_form",
        "dx",
    ),
    "clipped far out": planted(
        "tanh/GELU/formula", "self.x = x\n", "self.x = x = np.clip(x, -20, 20)\n", "large_values"
    ),
}
