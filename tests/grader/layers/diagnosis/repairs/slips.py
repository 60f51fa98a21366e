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
    (_ROWS, "dx -= self.y * total", "dx -= total", "left_out", "* self.y"),
    (_ROWS, "total = np.sum(dx, axis=1, keepdims=True)", "total = np.sum(dx, axis=1)", "keepdims",
     "keepdims=True"),
    (_JACOBIANS, "np.diag(y) - np", "np.diag(y) + np", "sign", "np.diag(y) - np"),
    (_JACOBIANS, "dx[n] = jac", "dx[0] = jac", "index", "dx[n]"),
    (_LOOPS, "self.dW[m] += g", "self.dW[m] = g", "not_added_up", "self.dW[m] += g"),
    (_LOOPS, "(self.xp.shape[3] - KW) // s + 1", "(self.xp.shape[3] - KW) // s", "number", "+ 1"),
    (_LOOPS, "p : p + H, p : p + W", "p : p + H, :W", "unlike", "p:p + W"),
    ("A/BatchNorm/compact", "self.var += (1 - self.momentum) * (v - self.var)",
     "self.var += v - self.var", "unlike", "(1 - self.momentum) * (v - self.var)"),
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
    ("Multiply", "        self.x, self.y = x, y\n        return x * y\n",
     "        dx = dout * self.x\n        dy = dout * self.y\n        return dx, dy\n",
     "exchanged", "dx = dout * self.y"),
    ("Max", "        self.x_wins = x < y\n        return np.maximum(x, y)\n",
     ("        dx, dy = dout * self.x_wins, dout * (1 - self.x_wins)\n"
     "        return dx, dy\n"), "condition", "x > y"),
    ("Max", ("        y0 = np.zeros_like(x)\n        y0[x > y0] = x[x > y0]\n"
     "        y0[y > y0] = y[y > y0]\n        self.x_wins = x > y\n        return y0\n"),
     "        return dout * self.x_wins, dout * ~self.x_wins\n", "begins_at_zero", "-np.inf"),
    ("Softmax", ("        e = np.exp(x - x.max(axis=1, keepdims=True))\n"
     "        self.y = e / e.sum(axis=1, keepdims=True)\n        return self.y\n"),
     ("        dx = np.zeros_like(dout)\n        y = self.y[0]\n"
     "        for i, g in enumerate(dout):\n            dx[i] = y * (g - g @ y)\n"
     "        return dx\n"), "into_loop", "y = self.y[i]"),
    ("Add", "        return x + y\n",
     ("        dx = np.zeros_like(dout)\n        for j in range(len(dout)):\n"
     "            dx[:, j] = dout[:, j]\n        return dx, dout\n"), "size", ".shape[1]"),
    ("Add", "        x += y\n        return x\n", "        return dout, dout\n",
     "written_into", "x = x + y"),
    ("SquaredError", ("        self.pairs, self.n = [y - t], len(y)\n"
     "        self.pairs = zip(y, t)\n"
     "        return sum(((a - b) ** 2).sum() for a, b in self.pairs) / (2 * self.n)\n"),
     "        return dout * np.array([a - b for a, b in self.pairs]) / self.n\n",
     "used_up", "list(zip(y, t))"),
    ("Tanh", ("        self.steps = [np.tanh(row) for row in x]\n"
     "        self.backs = []\n        for y in self.steps:\n"
     "            self.backs.append(lambda d: d * (1 - y ** 2))\n"
     "        return np.array(self.steps)\n"),
     "        return np.array([back(d) for back, d in zip(self.backs, dout)])\n",
     "late", "lambda d, y=y:"),
    ("AveragePool", _WINDOWS, _SPREAD, "windows", "(x.shape[2] - self.ph) // self.s + 1"),
)  # fmt: skip

_STEP = """        e = np.exp(-(x @ self.W1 + self.b1))
        h = 1 / (1 + e)
        u = h @ self.W2 + self.b2
        p = np.exp(u - u.max(axis=1, keepdims=True))
        p /= p.sum(axis=1, keepdims=True)
        d = (p - t) / len(x)
        a = (d @ self.W2.T) * h * (1 - h)
        self.grads = [x.T @ a, a.sum(axis=0), h.T @ d, d.sum(axis=0)]
        return -np.sum(t * np.log(p + 1e-12)) / len(x)
"""
_LEARNER = """class TrainingStep:
    def __init__(self, W1, b1, W2, b2, learning_rate):
        self.W1, self.b1, self.W2, self.b2 = W1.copy(), b1.copy(), W2.copy(), b2.copy()
        self.lr = {rate}
    def forward(self, x, t):
{step}    def update(self):
        for w, g in zip([self.W1, self.b1, self.W2, self.b2], self.grads):
            {update}
"""
_BATCHES = """class BatchNorm:
    def __init__(self, gamma, beta, momentum):
        self.gamma, self.beta, self.momentum = gamma, beta, momentum
        self.m, self.v = np.zeros(len(gamma)), np.ones(len(gamma))
    def forward(self, x, train):
        m, v = self.m, self.v
        if train:
            m, v = x.mean(axis=0), x.var(axis=0)
        self.m = self.momentum * self.m + (1 - self.momentum) * x.mean(axis=0)
        self.v = self.momentum * self.v + (1 - self.momentum) * x.var(axis=0)
        self.s = np.sqrt(v + 1e-6)
        self.z = (x - m) / self.s
        return self.gamma * self.z + self.beta
    def backward(self, dout):
        self.dgamma, self.dbeta = (dout * self.z).sum(0), dout.sum(0)
        g = self.gamma * dout
        return (g - g.mean(0) - self.z * (g * self.z).mean(0)) / self.s
"""
_GATES = """class Affine:
    def __init__(self, W, b, kept={}):
        self.W, self.b = W, b
        self.kept = kept
    def forward(self, x):
        self.kept["x"] = x
        return x @ self.W + self.b
    def backward(self, dout):
        self.dW = self.kept["x"].T @ dout
        self.db = dout.sum(axis=0)
        return dout @ self.W.T
"""
_WORDS = """class Embedding:
    def __init__(self, W):
        self.W = W
        self.dW = W
    def forward(self, idx):
        self.idx = idx
        return self.W[idx]
    def backward(self, dout):
        self.dW[...] = 0
        np.add.at(self.dW, self.idx, dout)
"""
_STEPS = """class One:
    def forward(self, x):
        self.y = np.tanh(x)
        return self.y
    def backward(self, d):
        return d * (1 - self.y ** 2)
class Two:
    def forward(self, x):
        return 0.5 * x + 0.5
    def backward(self, d):
        return 0.5 * d
class Half:
    def forward(self, x):
        self.shape = x.shape
        return np.concatenate([0.5 * x, x[:, :1]], axis=1)
    def backward(self, d):
        return 0.5 * d[:, :-1]
class Cut:
    def forward(self, x):
        return x[:, :-1]
    def backward(self, d):
        return np.concatenate([d, 0 * d[:, :1]], axis=1)
class Sigmoid:
    def __init__(self):
        self.steps = [Half(), Cut(), One(), Two()]
    def forward(self, x):
        for each in self.steps:
            x = each.forward(x)
        return x
    def backward(self, dout):
        for each in self.steps:
            dout = each.backward(dout)
        return dout
"""
_KEPT = """class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b
    def forward(self, x):
        x = np.dot(x, self.W)
        x = x + self.b
        self.x = x
        return x
    def backward(self, dout):
        self.dW = np.dot(self.x.T, dout)
        self.db = np.sum(dout, axis=0)
        return np.dot(dout, self.W.T)
"""
_DECAYS = _LEARNER + "        self.lr *= 0.9\n"
_RIGHT_STEP = {"rate": "learning_rate", "step": _STEP, "update": "w -= self.lr * g"}
_BRANCHES = """class BatchNorm:
    def __init__(self, gamma, beta, momentum):
        self.gamma, self.beta, self.k = gamma, beta, momentum
        self.m, self.v = np.zeros(gamma.shape), np.ones(gamma.shape)
    def forward(self, x, train):
        m, v = x.mean(axis=0), x.var(axis=0)
        if not train:
            self.m = self.k * self.m + (1 - self.k) * m
            self.v = self.k * self.v + (1 - self.k) * v
            m, v = self.m, self.v
        self.s = np.sqrt(v + 1e-7)
        self.z = (x - m) / self.s
        return self.gamma * self.z + self.beta
    def backward(self, dout):
        self.dgamma, self.dbeta = (dout * self.z).sum(axis=0), dout.sum(axis=0)
        g = dout * self.gamma
        return (g - g.mean(axis=0) - self.z * (g * self.z).mean(axis=0)) / self.s
"""

OBJECTS = (
    ("BatchNorm", _BRANCHES, "other_branch", "if train:"),
    ("Affine", _KEPT, "statement_late", ""),
    ("TrainingStep", _DECAYS.format(**_RIGHT_STEP), "statement_too_much", ""),
    ("TrainingStep", _LEARNER.format(rate="0.1", step=_STEP, update="w -= self.lr * g"),
     "number", "self.lr = learning_rate"),
    ("TrainingStep",
     _LEARNER.format(rate="learning_rate", step=_STEP, update="w = w - self.lr * g"),
     "rebound", "w -= self.lr * g"),
    ("BatchNorm", _BATCHES, "conditional", "if train: self.m"),
    ("Affine", _GATES, "shared_default", "self.kept = {}"),
    ("Embedding", _WORDS, "changed_in_place", "np.zeros_like(W)"),
    ("Sigmoid", _STEPS, "loop_order", "reversed(self.steps)"),
)  # fmt: skip
