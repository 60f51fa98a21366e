"""Layers whose mistake is one word, or something that is not kept: a bundle and a file each.

Each has the place of its task, the arguments of the bundle, the file, the kind of the repair, and a
part of the line as it should be.
"""

_SOFTMAX = """class Softmax:
    def forward(self, x):
{forward}
        return self.y
    def backward(self, dout):
        return self.y * (dout - (self.y * dout).sum(axis=1, keepdims=True))
"""
_ATTENTION = """class Attention:
    def forward(self, Q, K, V):
        self.Q, self.K, self.V, self.r = Q, K, V, np.sqrt(Q.shape[-1])
        u = np.einsum("ntd,nsd->nts", Q, K) / self.r
        e = np.exp(u - u.max(axis=-1, keepdims=True))
        self.A = e / e.sum(axis=-1, keepdims=True)
        return self.A @ V
    def backward(self, dout):
        dA = dout @ self.V.{turned}
        dZ = self.A * (dA - (dA * self.A).sum(axis=-1, keepdims=True)) / self.r
        turn = (0, 2, 1)
        return dZ @ self.K, dZ.transpose(turn) @ self.Q, self.A.transpose(turn) @ dout
"""
_CONV = """def conv_forward(x, w, b, conv_param):
    s, p = conv_param["stride"], conv_param.get("{pad}", 0)
    xp = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
    kh, kw = w.shape[2:]
    y = np.zeros((len(x), len(w), (xp.shape[2] - kh) // s + 1, (xp.shape[3] - kw) // s + 1))
    for i, j in np.ndindex(*y.shape[2:]):
        part = xp[:, :, i * s:i * s + kh, j * s:j * s + kw]
        y[:, :, i, j] = np.einsum("nchw,mchw->nm", part, w) + b
    return y, (x.shape, xp, w, s, p)
def conv_backward(dout, cache):
    shape, xp, w, s, p = cache
    kh, kw = w.shape[2:]
    dw, dx = np.zeros_like(w), np.zeros_like(xp)
    for i, j in np.ndindex(*dout.shape[2:]):
        part = xp[:, :, i * s:i * s + kh, j * s:j * s + kw]
        dw += np.einsum("nm,nchw->mchw", dout[:, :, i, j], part)
        dx[:, :, i * s:i * s + kh, j * s:j * s + kw] += np.einsum(
            "nm,mchw->nchw", dout[:, :, i, j], w)
    return dx[:, :, {cut}], dw, dout.sum(axis=(0, 2, 3))
"""
_CUT = "p:p + shape[2], p:p + shape[3]"
_NORM = """class BatchNorm:
    def __init__(self, gamma, beta, momentum):
        self.gamma, self.beta, self.k = gamma, beta, momentum
        self.mean, self.var = np.zeros_like(gamma), np.ones_like(gamma)
    def forward(self, x, train):
        m, v = self.mean, self.var
        if train:
            m, v = x.mean(axis=0), x.var(axis=0)
            {mean} = self.k * self.mean + (1 - self.k) * m
            {var} = self.k * self.var + (1 - self.k) * v
        self.s = np.sqrt(v + 1e-6)
        self.z = (x - m) / self.s
        return self.gamma * self.z + self.beta
    def backward(self, dout):
        self.dgamma, self.dbeta = (dout * self.z).sum(axis=0), dout.sum(axis=0)
        g = self.gamma * dout
        return (g - g.mean(axis=0) - self.z * (g * self.z).mean(axis=0)) / self.s
"""
_ROWS = """class Softmax:
    def forward(self, x):
        y = np.zeros_like(x)
        for i in range(len(x)):
            e = np.exp(x[i] - x[i].max())
            {inside}
            y[i] = {row}
        {after}
        return y
    def backward(self, dout):
        dx = np.zeros_like(dout)
        for k, g in enumerate(dout):
            p = self.p
            dx[k] = p * (g - (g * p).sum())
        return dx
"""
_PLACES = """class MaxPool:
    def __init__(self, pool_h, pool_w, stride):
        self.h, self.w, self.s = pool_h, pool_w, stride
    def forward(self, x):
        self.x, h, w, s = x, self.h, self.w, self.s
        y = np.zeros({shape})
        self.top = {{}}
        for n in range(len(y)):
            for c in range(y.shape[1]):
                for i in range(y.shape[2]):
                    for j in range(y.shape[3]):
                        part = x[n, c, i * s:i * s + h, j * s:j * s + w]
                        self.top[{key}] = np.unravel_index(part.argmax(), part.shape)
                        y[n, c, i, j] = part.max()
        return y
    def backward(self, dout):
        dx = np.zeros_like(self.x)
        for n in range(len(dout)):
            for c in range(dout.shape[1]):
                for i in range(dout.shape[2]):
                    for j in range(dout.shape[3]):
                        a, b = self.top[{key}]
                        dx[n, c, i * self.s + a, j * self.s + b] += dout[n, c, i, j]
        return dx
"""
_SIZES = "*x.shape[:2], (x.shape[2] - h) // s + 1, (x.shape[3] - w) // s + 1"
_EMBEDDING = """class Embedding:
    def __init__(self, W):
        self.W = W
    def forward(self, idx):
        self.words = idx
        return self.W[idx]
    def backward(self, dout):
        {dW} = np.zeros_like(self.W)
        for n, g in enumerate(dout):
            self.dW[{row}] += g
"""
_AFFINE = """class Affine:
    def __init__(self, inputs, outputs):
        self.params = {{"weight": np.ones((outputs, inputs)), "bias": np.ones(outputs)}}
        self.grads = {{"weight": np.zeros((outputs, inputs)), "bias": np.zeros(outputs)}}
    def forward(self, x):
        self.x = x
        return x @ self.params["weight"].T + self.params["bias"]
    def backward(self, dout):
        dx = dout @ self.params["weight"]
        self.grads["weight"] = dout.T @ self.x
        self.{held}["bias"] = dout.sum(axis=0)
        return dx
"""
_DROPOUT = """def dropout_forward(x, dropout_param):
    p, mask = dropout_param["p"], np.ones_like(x)
    if dropout_param["mode"] == "{mode}":
        mask = (np.random.rand(*x.shape) >= p) / (1 - p)
    return x * mask, mask
def dropout_backward(dout, cache):
    return dout * cache
"""
_STEP = """class TrainingStep:
    def __init__(self, W1, b1, W2, b2, learning_rate):
        self.W1, self.b1, self.W2, self.b2 = W1.copy(), b1.copy(), W2.copy(), b2.copy()
        self.rate = learning_rate
    def forward(self, x, t):
        h = 0.5 + 0.5 * np.tanh((x @ self.W1 + self.b1) / 2)
        v = h @ self.W2 + self.b2
        v = v - v.max(axis=1, keepdims=True)
        q = v - np.log(np.exp(v).sum(axis=1, keepdims=True))
        d = (np.exp(q) - t) / len(x)
        a = d @ self.W2.T * h * (1 - h)
        self.grad_W1, self.grad_W2, self.grad_b2 = x.T @ a, h.T @ d, d.sum(axis=0)
        self.grad_b1 = self.grad_W1.sum(axis=0)
        return -(t * q).sum() / len(x)
    def update(self):
        for name in ("W1", "b1", "W2", "b2"):
            moved = getattr(self, name) - self.rate * getattr(self, "grad_" + name)
            setattr(self, name, moved)
"""
_GELU = """from math import erf
def gelu_forward(x, gelu_param):
    if gelu_param.get("kind") == "tanh":
        a = np.sqrt(2 / np.pi)
        u = a * (x + 0.044715 * x ** 3)
        c = (1 + np.tanh(u)) / 2
        d = (1 - np.tanh(u) ** 2) / 2 * a * (1 + 3 * 0.044715 * x ** 2)
    else:
        c = np.array([0.5 + 0.5 * erf(a / 2 ** 0.5) for a in x.flat]).reshape(x.shape)
        d = np.exp(-x ** 2 / 2) / np.sqrt(2 * np.pi)
    return x * c, c + x * d
def gelu_backward(dout, cache):
    return dout * cache
"""
_GATE = """class {layer}:
    def forward(self, {given}):
        self.x = x
        return {out}
    def backward(self, dout):
        return {back}
"""
_RELU = {"layer": "ReLU", "given": "x"}
_EXP = """        self.y = np.exp(x)
        self.y = self.y - self.y.max(axis=1, keepdims=True)
        self.y /= self.y.sum(axis=1, keepdims=True)"""

_IN_TRAINING = """class Dropout:
    def __init__(self, rate):
        self.rate = rate
    def forward(self, x, train):
        self.m = np.ones_like(x)
        if train == "train":
            self.m = (np.random.rand(*x.shape) >= self.rate) / (1 - self.rate)
        return x * self.m
    def backward(self, dout):
        return dout * self.m
"""
_CACHED = """def softmax_forward(x):
    y = np.zeros_like(x)
    for i in range(len(x)):
        e = np.exp(x[i] - x[i].max())
        p = e / e.sum()
        y[i] = p
    return y, {handed}
def softmax_backward(dout, cache):
    {taken}
    dx = np.zeros_like(dout)
    for k, g in enumerate(dout):
        {row}dx[k] = p * (g - (g * p).sum())
    return dx
"""
_ALL_PADDED = _CONV.replace("((0, 0), (0, 0), (p, p), (p, p))", "p")

_CONTINUED = """
class BatchNorm:
    def __init__(self, gamma, beta, momentum, mean=0.0, var=1.0):
        self.gamma, self.beta, self.momentum = gamma, beta, momentum
        self.mean, self.var = mean, var
    def forward(self, x, train):
        if bool(
            train
        ):
            mu, var = x.mean(axis=0), x.var(axis=0)
        else:
            mu, var = self.mean, self.var
        k = self.momentum
        self.mean, self.var = (
    k * self.mean + (1 - k) * x.mean(axis=0),
    k * self.var + (1 - k) * x.var(axis=0),
        )
        self.s = np.sqrt(var + 1e-7)
        self.z = (x - mu) / self.s
        return self.gamma * self.z + self.beta
    def backward(self, dout):
        self.dgamma, self.dbeta = (dout * self.z).sum(axis=0), dout.sum(axis=0)
        g = self.gamma * dout
        return (g - g.mean(axis=0) - self.z * (g * self.z).mean(axis=0)) / self.s
"""
_NO_STEP = """
class Softmax:
    def forward(self, x):
        e = np.exp(x - x.max(axis=1, keepdims=True))
        self.y = e / e.sum(axis=1, keepdims=True)
        return self.y
    def backward(self, dout):
        dbar = (dout * self.y).sum(axis=1, keepdims=True)
        dx = self.y * (dout - dbar)
        dx -= self.y * dbar
        return dx
"""

MISTAKEN = (
    ("A/BatchNorm", {"momentum": 0.9}, _CONTINUED, "conditional", "if bool( train ): self.mean"),
    ("A/Softmax", {}, _NO_STEP, "statement_too_much", ""),
    ("A/ReLU", {}, _GATE.format(**_RELU, out="np.max(x, 0)", back="dout * (self.x > 0)"),
     "second_is_axis", "np.maximum(x, 0)"),
    ("A/Add", {}, _GATE.format(layer="Add", given="x, y", out="np.sum(x, y)", back="dout, dout"),
     "second_is_axis", "x + y"),
    ("A/ReLU", {}, _GATE.format(**_RELU, out="x * (x > 0)", back="dout * (not self.x <= 0)"),
     "operator", "~(self.x <= 0)"),
    ("A/Attention", {}, _ATTENTION.format(turned="T"), "all_axes_turned", "swapaxes(-1, -2)"),
    ("A/MaxPool", {}, _PLACES.format(shape=_SIZES, key="n, c, i, j"), "shape_in_brackets",
     f"(({_SIZES}))"),
    ("B/Conv2D", {}, _CONV.format(pad="padding", cut=_CUT), "unknown_word", '"pad"'),
    ("B/Conv2D", {"pad": 0}, _CONV.format(pad="pad", cut="p:-p, p:-p"), "from_the_end",
     "p:dx.shape[2] - p"),
    ("B/Dropout", {}, _DROPOUT.format(mode="training"), "unknown_word", '"train"'),
    ("B/GELU", {"form": "tanh"}, _GELU, "unknown_word", '"form"'),
    ("A/BatchNorm", {}, _NORM.format(mean="self.mena", var="self.var"), "misspelt", "self.mean"),
    ("A/BatchNorm", {}, _NORM.format(mean="mean", var="var"), "never_kept",
     "self.mean = mean; self.var = var"),
    ("A/Softmax", {}, _ROWS.format(inside="self.p = e / e.sum()", row="self.p", after=""),
     "last_round_kept", "self.p.append(e / e.sum())"),
    ("A/Softmax", {}, _ROWS.format(inside="p = e / e.sum()", row="p", after="self.p = p"),
     "last_round_kept", "self.p.append(p)"),
    ("A/MaxPool", {}, _PLACES.format(shape=f"({_SIZES})", key="i, j"), "last_round_kept",
     "self.top[n, c, i, j]"),
    ("A/Dropout", {}, _IN_TRAINING, "unknown_word", "train"),
    ("B/Softmax", {}, _CACHED.format(handed="(x, p)", taken="x, p = cache", row=""),
     "last_round_kept", "p_each.append(p)"),
    ("B/Softmax", {}, _CACHED.format(handed="p", taken="pass", row="p = cache; "),
     "last_round_kept", "p_each.append(p)"),
    ("B/Conv2D", {}, _ALL_PADDED.format(pad="pad", cut=_CUT), "arguments", "(0, 0), (p, p)"),
    ("A/Softmax", {}, _SOFTMAX.format(forward=_EXP), "comes_too_late",
     "x = x - x.max(axis=1, keepdims=True)"),
    ("E/Affine", {}, _AFFINE.format(held="params"), "target", 'self.grads["bias"]'),
    ("A/Embedding", {}, _EMBEDDING.format(dW="self.dW", row="n"), "index", "self.words[n]"),
    ("A/TrainingStep", {}, _STEP, "variable", "a.sum(axis=0)"),
)  # fmt: skip

_LOG = """class CrossEntropy:
    def forward(self, p, t):
        self.p, self.t, self.n = p + 1e-12, t, len(p)
        return -np.sum(t * np.log(self.p) + (1 - t) * np.log(1 - self.p)) / self.n
    def backward(self, dout=1):
        return -dout * self.t / self.p / self.n
"""
_TWICE = """def turn(p, g):
    return p * (g - (g * p).sum(axis=1, keepdims=True))
class SoftmaxWithLoss:
    def forward(self, x, t):
        v = x - x.max(axis=1, keepdims=True)
        q = v - np.log(np.exp(v).sum(axis=1, keepdims=True))
        self.p, self.t, self.n = np.exp(q), t, len(x)
        return -(t * q).sum() / len(x)
    def backward(self, dout=1):
        return turn(self.p, dout * (self.p - self.t) / self.n)
"""
_BRANCHES = """class Sigmoid:
    def forward(self, x):
        y, p = np.empty_like(x), x >= 0
        y[p] = 1 / (1 + np.exp(-x[p]))
        e = np.exp(x[~p])
        y[~p] = 1 / (1 + e)
        self.y = y
        return y
    def backward(self, dout):
        return dout * self.y * (1 - self.y)
"""
_STRIDE = """class AveragePool:
    def __init__(self, pool_h, pool_w, stride):
        self.h, self.w, self.s = pool_h, pool_w, stride
    def forward(self, x):
        self.shape, h, w, s = x.shape, self.h, self.w, self.s
        y = np.zeros((*x.shape[:2], (x.shape[2] - h) // 1 + 1, (x.shape[3] - w) // s + 1))
        for i, j in np.ndindex(*y.shape[2:]):
            y[:, :, i, j] = x[:, :, i * s:i * s + h, j * s:j * s + w].mean(axis=(2, 3))
        return y
    def backward(self, dout):
        dx, h, w, s = np.zeros(self.shape), self.h, self.w, self.s
        for i, j in np.ndindex(*dout.shape[2:]):
            dx[:, :, i * s:i * s + h, j * s:j * s + w] += dout[:, :, i:i + 1, j:j + 1] / (h * w)
        return dx
"""

_BOTH = """class CrossEntropy:
    def forward(self, p, t):
        self.p, self.t = p + 1e-12, t
        return -np.sum(t * np.log(self.p)) / len(p)
    def backward(self, dout=1):
        d = -self.t / self.p + (1 - self.t) / (1 - self.p)
        return dout * d / len(self.t)
"""

TRICKS = (
    ("A/CrossEntropy", {}, _BOTH, "d = -self.t / self.p"),
    ("A/CrossEntropy", {}, _LOG, "np.sum(t * np.log(self.p))"),
    ("A/SoftmaxWithLoss", {}, _TWICE, "return dout * (self.p - self.t) / self.n"),
    ("A/Sigmoid", {}, _BRANCHES, "1 / (1 + e) * e"),
    ("A/AveragePool", {"pool_h": 2, "pool_w": 2, "stride": 2}, _STRIDE, "// s + 1, (x.shape[3]"),
)
"""What could be made right by a trick, and what is told instead."""
