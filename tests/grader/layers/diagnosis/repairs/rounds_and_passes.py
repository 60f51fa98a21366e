"""Layers whose mistake is in what rounds, calls or passes share: a bundle and a file each.

Each has the place of its task, the arguments of the bundle, the file, the kind of the repair, and a
part of the line as it should be.
"""

_CE = """class CrossEntropy:
    def forward(self, p, t):
        self.p, self.t, self.n = p, t, len(p)
        return -(t * np.log(np.maximum(p, 1e-12))).sum() / self.n
    def backward(self, dout=1):
        d = {d} / self.n
        return dout * d
"""
_NORM = """class LayerNorm:
    def __init__(self, gamma, beta):
        self.gamma, self.beta = gamma, beta
    def forward(self, x):
        {scaled}
        self.c = x - x.mean(axis=1, keepdims=True)
        self.v = np.mean(self.c ** 2, axis=1, keepdims=True) + 1e-7
        self.s = np.sqrt(self.v)
        {special}
        self.z = self.c / self.s
        return {y}
    def backward(self, dout):
        self.dbeta = dout.sum(axis={axis})
        self.dgamma = (dout * self.z).sum(axis=0)
        dz = dout * self.gamma
        ds = -np.sum(dz * self.c, axis=1, keepdims=True) / self.v
        dvar = {dvar}
        dc = dz / self.s + 2.0 / dout.shape[1] * self.c * dvar
        return dc - dc.mean(axis=1, keepdims=True)
"""
_RIGHT = {
    "scaled": "pass",
    "special": "pass",
    "y": "self.gamma * self.z + self.beta",
    "axis": "0",
    "dvar": "0.5 * ds / self.s",
}
_ONE = "if len(x) == 1: self.s = np.ones((1, 1))"
_ROWS = """class Softmax:
    def __init__(self):
        self.rows = []
    def forward(self, x):
        {begin}
        self.y = np.zeros(x.shape)
        for n, row in enumerate(x):
            e = np.exp(row - row.max())
            p = e / e.sum()
            self.rows.append(p)
            {keep}
        return np.array(self.rows[-len(x):])
    def backward(self, dout):
        dx = np.zeros(dout.shape)
        for n, g in enumerate(dout):
            p = {kept}
            dx[n] = p * (g - (g * p).sum())
        return dx
"""
_POOL = """class MaxPool:
    def __init__(self, pool_h, pool_w, stride):
        self.h, self.w, self.s = pool_h, pool_w, stride
    def forward(self, x):
        s, h, w = self.s, self.h, self.w
        N, C, H, W = x.shape
        self.x = {x}
        y = np.zeros((N, C, (H - h) // s + 1, (W - w) // s + 1))
        for i in range((H - h) // s{more}):
            for j in range((W - w) // s{more}):
                r, q = i * s, j * s
                y[:, :, i, j] = self.x[:, :, r:r + h, q:q + w].max(axis=(2, 3))
        return y
    def backward(self, dout):
        s, h, w = self.s, self.h, self.w
        dx = np.zeros_like(self.x)
        for n, c, i, j in np.ndindex(*dout.shape):
            r, q = {start}
            top = np.unravel_index(self.x[n, c, r:r + h, q:q + w].argmax(), (h, w))
            dx[n, {channel}, r + top[0], q + top[1]] += dout[n, c, i, j]
        return dx
"""
_POOLED = {"x": "x", "more": " + 1", "start": "i * s, j * s", "channel": "c"}
_WHOLE = "x[:, :, :(H - h) // s * s + s, :(W - w) // s * s + s]"
_BY_STRIDES = """class MaxPool:
    def __init__(self, pool_h, pool_w, stride):
        self.h, self.w, self.s = pool_h, pool_w, stride
    def forward(self, x):
        s, h, w = self.s, self.h, self.w
        N, C, H, W = self.shape = x.shape
        y = np.zeros((N, C, (H - h) // s + 1, (W - w) // s + 1))
        self.top = {}
        for r in range(0, H - h, s):
            for q in range(0, W - w, s):
                pixels = x[:, :, r:r + h, q:q + w].reshape(N, C, h * w)
                y[:, :, r // s, q // s] = pixels.max(axis=2)
                self.top[r // s, q // s] = pixels.argmax(axis=2)
        return y
    def backward(self, dout):
        dx = np.zeros(self.shape)
        for (i, j), top in self.top.items():
            for n, c in np.ndindex(*self.shape[:2]):
                a, b = divmod(top[n, c], self.w)
                dx[n, c, i * self.s + a, j * self.s + b] += dout[n, c, i, j]
        return dx
"""
_MULTIPLY = """class Multiply:
    def forward(self, x, y):
        self.x, self.y = x, y
        return x * y
    def backward(self, dout):
        return dout @ self.y.T, self.x * dout
"""
_TANH = """class Tanh:
    def forward(self, x):
        self.x = np.array(x)
        y = np.tanh(self.x, out=self.x)
        return y
    def backward(self, dout):
        return dout * (1 - np.tanh(self.x) ** 2)
"""
_SCORES = """class SoftmaxWithLoss:
    def squash(self, a):
        return 1 / (1 + np.exp(-a))
    def forward(self, x, t):
        u = self.squash(x)
        u = u - u.max(axis=1, keepdims=True)
        total = np.exp(u).sum(axis=1, keepdims=True)
        self.p, self.t = np.exp(u) / total, t
        return np.sum(t * (np.log(total) - u)) / len(x)
    def backward(self, dout=1):
        return dout * (self.p - self.t) / len(self.t)
"""
_RUNNING = """class BatchNorm:
    def __init__(self, gamma, beta, momentum):
        self.gamma, self.beta, self.k = gamma, beta, momentum
        self.run = {"mean": np.zeros_like(gamma), "var": np.ones_like(gamma)}
    def forward(self, x, train):
        mean, var = x.mean(axis=0), x.var(axis=0)
        if train:
            for name, new in (("mean", mean), ("var", var)):
                self.run[name] = self.k * self.run[name] + (1 - self.k) * new
        else:
            mean = np.mean(x, axis=0)
            var = self.run["var"]
        self.s = np.sqrt(var + 1e-5)
        self.z = (x - mean) / self.s
        return self.gamma * self.z + self.beta
    def backward(self, dout):
        self.dgamma, self.dbeta = (dout * self.z).sum(axis=0), dout.sum(axis=0)
        g = self.gamma * dout
        return (g - g.mean(axis=0) - self.z * (g * self.z).mean(axis=0)) / self.s
"""

TOLD = (
    ("A/LayerNorm", {}, _NORM.format(**_RIGHT | {"axis": "-1"}), "axis", "axis=0"),
    ("A/LayerNorm", {}, _NORM.format(**_RIGHT | {"special": _ONE}), "statement_too_much", ""),
    ("A/LayerNorm", {}, _NORM.format(**_RIGHT | {"dvar": "ds / self.s"}), "left_out",
     "dvar = 0.5 * ds / self.s"),
    ("A/LayerNorm", {}, _NORM.format(**_RIGHT | {
        "scaled": "x = self.gamma * x + self.beta", "y": "self.z"}), "done_first",
     "self.gamma * self.z + self.beta"),
    ("A/Softmax", {}, _ROWS.format(begin="pass", keep="pass", kept="self.rows[n]"),
     "never_emptied", "self.rows = []"),
    ("A/Softmax", {}, _ROWS.format(begin="self.rows = []", keep="self.y[:] = p", kept="self.y[n]"),
     "own_round", "self.y[n] = p"),
    ("A/MaxPool", {}, _POOL.format(**_POOLED | {"channel": ":"}), "own_round", "dx[n, c, r"),
    ("A/MaxPool", {}, _POOL.format(**_POOLED | {"more": ""}), "ends_early", "// s + 1"),
    ("A/MaxPool", {}, _BY_STRIDES, "ends_early", "H - h + 1"),
    ("A/MaxPool", {}, _POOL.format(**_POOLED | {"start": "i, j"}), "unlike_the_other_pass",
     "i * s, j * s"),
    ("A/MaxPool", {}, _POOL.format(**_POOLED | {"x": "x[:, :, :H // s * s, :W // s * s]"}),
     "too_much", "self.x = x"),
    ("A/Multiply", {}, _MULTIPLY, "element_by_element", "dout * self.y"),
    ("A/Tanh", {}, _TANH, "overwritten", "np.tanh(self.x)"),
    ("A/SoftmaxWithLoss", {}, _SCORES, "too_much", "u = x"),
    ("A/BatchNorm", {}, _RUNNING, "unlike", 'mean = self.run["mean"]'),
    ("A/CrossEntropy", {}, _CE.format(d="(-self.t / self.p + (1 - self.t) / (1 - self.p))"),
     "too_much", "d = -self.t / self.p"),
)  # fmt: skip
