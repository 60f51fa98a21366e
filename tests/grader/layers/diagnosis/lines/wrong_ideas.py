"""Layers that compute something else: where, what is told to belong there, and the kind."""

WRONG_IDEAS = (
    ("A/Affine", 9, "dW = self.x.T @ dout", "line_belongs", """import numpy as np
class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b
    def forward(self, x):
        self.x = x
        return x @ self.W + self.b
    def backward(self, dout):
        self.dW = np.outer(self.x.mean(axis=0), dout.max(axis=0))
        self.db = dout.sum(axis=0)
        return dout @ self.W.T
"""),
    ("E/Affine", 14, "dout^T x", "line_in_rounds", """import numpy as np
class Affine:
    def __init__(self, inputs, outputs):
        self.params = {"weight": np.zeros((outputs, inputs)), "bias": np.zeros(outputs)}
        self.grads = {}
    def forward(self, x):
        self.kept = x
        return x @ self.params["weight"].T + self.params["bias"]
    def backward(self, dout):
        W = self.params["weight"]
        step = np.zeros_like(W)
        for m in range(dout.shape[1]):
            share = np.abs(dout[:, m]).max()
            step[m] = share * self.kept.mean(axis=0)
        self.grads["weight"] = step
        self.grads["bias"] = dout.sum(axis=0)
        return dout @ W
"""),
    ("A/AbsoluteError", 6, "abs(y - t)", "line_belongs", """import numpy as np
class AbsoluteError:
    def forward(self, y, t):
        self.diff = y - t
        self.rows = len(y)
        sizes = np.abs(y) - np.abs(t)
        return sizes.sum() / self.rows
    def backward(self, dout=1):
        return dout * np.sign(self.diff) / self.rows
"""),
    ("A/SquaredError", 5, "y - t", "line_stored", """import numpy as np
class SquaredError:
    def forward(self, y, t):
        self.diff = y - t
        self.diff *= self.diff
        return 0.5 * self.diff.sum() / len(y)
    def backward(self, dout=1):
        return dout * self.diff / self.diff.shape[0]
"""),
    ("B/ThreeLayerPerceptron", 5, "p = e / sum(e, axis=1), e = exp(u - max(u, axis=1))",
     "line_first_wrong", """import numpy as np
def three_layer_perceptron_loss(x, y, w1, b1, w2, b2):
    h = 1 / (1 + np.exp(-(x @ w1 + b1)))
    u = h @ w2 + b2
    p = np.cosh(u)
    rows = np.arange(len(x))
    loss = -np.log(p[rows, y] + 1e-12).sum() / len(x)
    d = p.copy()
    d[rows, y] -= 1
    d /= len(x)
    e = d @ w2.T * h * (1 - h)
    return loss, x.T @ e, e.sum(axis=0), h.T @ d, d.sum(axis=0)
"""),
    ("A/SquaredError", 4, "y - t", "line_overwritten", """import numpy as np
class SquaredError:
    def forward(self, y, t):
        self.diff = y - t
        squares = np.multiply(self.diff, self.diff, out=self.diff)
        return 0.5 * squares.sum() / len(y)
    def backward(self, dout=1):
        return dout * self.diff / self.diff.shape[0]
"""),
)  # fmt: skip
