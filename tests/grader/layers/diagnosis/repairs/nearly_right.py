"""Layers that are nearly right: conditions, what objects share, shapes, and what is odd at 0.

Each has the place of its task, the arguments of the bundle, the file, the kind of the repair, and a
part of what should be.
"""

_GELU = """from math import erf
class GELU:
    def __init__(self, form):
        self.form = form
    def forward(self, x):
        if {asked}:
            k = np.sqrt(2 / np.pi)
            t = np.tanh(k * (x + 0.044715 * x ** 3))
            p, d = (1 + t) / 2, (1 - t * t) / 2 * k * (1 + 3 * 0.044715 * x ** 2)
        else:
            p = np.array([0.5 + 0.5 * erf(a / 2 ** 0.5) for a in x.flat]).reshape(x.shape)
            d = np.exp(-x ** 2 / 2) / np.sqrt(2 * np.pi)
        self.slope = p + x * d
        return x * p
    def backward(self, dout):
        return dout * self.slope
"""
TRUE_OF_ALL = _GELU.format(asked="self.form")
_TANH = """{made}
class Tanh:
    kept = {{}}
    def forward(self, x):
        {forward}
        return self.y.copy()
    def backward(self, dout):
        return dout * (1 - self.y ** 2)
"""
_POOL = """class MaxPool:
    def __init__(self, pool_h, pool_w, stride):
        self.ph, self.pw, self.s = pool_h, pool_w, stride
    def forward(self, x):
        (n, c, h, w), s, self.x = x.shape, self.s, x
        {short}
        y = np.zeros((n, c, (h - self.ph) // s + 1, (w - self.pw) // s + 1))
        for i, j in np.ndindex(*y.shape[2:]):
            y[:, :, i, j] = x[:, :, i * s:i * s + self.ph, j * s:j * s + self.pw].max(axis=(2, 3))
        return y
    def backward(self, dout):
        dx, s = np.zeros_like(self.x), self.s
        for n, c, i, j in np.ndindex(*dout.shape):
            part = self.x[n, c, i * s:i * s + self.ph, j * s:j * s + self.pw]
            {apart}
        return dx
"""
_ONE = """a, b = divmod(int(part.argmax()), {size})
            dx[n, c, i * s + a, j * s + b] += dout[n, c, i, j]"""
_TILES = """if h % self.ph == 0 and w % self.pw == 0:
            return x.reshape(n, c, h // self.ph, self.ph, w // self.pw, self.pw).max(axis=(3, 5))"""
_ALL = "dx[n, c, i * s:i * s + self.ph, j * s:j * s + self.pw] += (part == part.max()) * {0}"
ALL_AT_TIES = _POOL.format(short="", apart=_ALL.format("dout[n, c, i, j]"))
_NORM = """class LayerNorm:
    eps = {eps}
    def __init__(self, gamma, beta):
        self.gamma, self.beta = gamma, beta
    def forward(self, x):
        d = x - x.mean({axis})
        self.inv = 1 / np.sqrt((d * d).mean({axis}) + self.eps + np.zeros((len(x), 1)))
        self.z = d * self.inv
        y = self.z{own}
        y *= self.gamma
        return y + self.beta
    def backward(self, dout):
        self.dgamma, self.dbeta = (dout * self.z).sum(axis=0), dout.sum(axis=0)
        g = dout * self.gamma
        g = g - g.mean(axis=1, keepdims=True) - self.z * (g * self.z).mean(axis=1, keepdims=True)
        return g * self.inv
"""
_ROWS = {"axis": "axis=1, keepdims=True", "eps": "1e-6", "own": ".copy()"}
_SHARING = """class Affine:
    parts = []
    def __init__(self, W, b):
        self.parts += [W, b]
    def forward(self, x):
        self.x = x
        return x @ self.parts[0] + self.parts[1]
    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.parts[0].T
"""
_STEP = """class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b
    def forward(self, x):
        self.x = x
        return x @ self.W + self.b
    def backward(self, dout):
        dx = dout @ self.W.T
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        for name in ("W", "b"):
            held = getattr(self, name)
            held -= 0.1 * getattr(self, "d" + name)
        return dx
"""
_ATTENTION = """class Attention:
    def forward(self, Q, K, V):
        self.Q, self.K, self.V, self.r = Q, K, V, np.sqrt(Q.shape[-1])
        self.A, y = [], np.zeros_like(Q)
        for n in range(len(Q)):
            e = Q[n] @ K[n].T / self.r
            e = np.exp(e - e.max(axis=1, keepdims=True))
            self.A.append(e / e.sum(axis=1, keepdims=True))
            y[n] = self.A[n] @ V[n]
        return y
    def backward(self, dout):
        A = np.stack(self.A)
        dA = dout @ self.V.swapaxes(1, 2)
        dZ = A * (dA - (dA * A).sum(axis=-1, keepdims=True)) / self.r
        return dZ @ self.K, dZ.swapaxes(1, 2) @ self.Q, A.swapaxes(1, 2) @ dout
"""
_BRANCH = """class Branch:
    def forward(self, x):
        return x.copy(), x.copy()
    def backward(self, dout1, dout2):
        return np.concatenate([dout1, dout2]).sum(axis=0)
"""
_MAX = """class Max:
    def forward(self, x, y):
        self.x_wins = x > y
        return x.copy() if x.max() > y.max() else y.copy()
    def backward(self, dout):
        return dout * self.x_wins, dout * ~self.x_wins
"""
_LEAKY = """class LeakyReLU:
    def __init__(self, alpha=0.01):
        self.alpha = alpha
    def forward(self, x):
        self.above = (x > 0).astype(int)
        return np.where(x > 0, x, self.alpha * x)
    def backward(self, dout):
        return dout * self.above + self.alpha * dout * ~self.above
"""
_INDEX = """def relu_forward(x):
    below = (x <= 0).astype(int)
    return np.maximum(x, 0), below
def relu_backward(dout, cache):
    dx = dout.copy()
    dx[cache] = 0
    return dx
"""
_ABSOLUTE = """def absolute_error_loss(y, t):
    d = y - t
    return np.abs(d).sum() / len(y), d / np.abs(d) / len(y)
"""
_EMBEDDING = """class Embedding:
    def __init__(self, W):
        self.W = W
    def forward(self, ids):
        self.ids = ids
        return self.W[ids]
    def backward(self, dout):
        self.dW = self.W.copy()
        np.add.at(self.dW, self.ids, dout)
"""
_GUARD = """def cross_entropy_loss(p, y):
    rows, q = np.arange(len(y)), np.maximum(p, 0.05)
    dp = np.zeros_like(p)
    dp[rows, y] = -1 / q[rows, y] / len(y)
    return -np.log(q[rows, y]).mean(), dp
"""
_LOSS = """class SoftmaxWithLoss:
    def __init__(self):
        self.eps = 1e-2
    def forward(self, x, t):
        e = np.exp(x - x.max(axis=1, keepdims=True))
        self.p, self.t = e / e.sum(axis=1, keepdims=True), t
        return -np.sum(t * np.log(self.p + self.eps)) / len(x)
    def backward(self, dout=1):
        return dout * (self.p - self.t) / len(self.t)
"""
_SURPRISE = """class CrossEntropy:
    def forward(self, p, t):
        self.p, self.t = p, t
        return -np.sum(t * np.log({p})) / len(p)
    def backward(self, dout=1):
        return -dout * self.t / ({p}) / len(self.t)
"""
_HELPED = """def squash(a):
    return 1 / (1 + np.exp(-np.clip(a, -700, 700)))
class Tanh:
    def forward(self, x):
        self.y = 2 * squash(x) - 1
        return self.y
    def backward(self, dout):
        return dout * (1 - self.y ** 2)
"""
_MEMO = """if x.shape not in self.kept:
            self.kept[x.shape] = np.tanh(x)
        self.y = self.kept[x.shape]"""
_SEEN = """if self.seen != x.shape:
            self.seen, self.y = x.shape, np.tanh(x)"""
_FULL = """def conv_forward(x, w, b, conv_param):
    s, p = conv_param["stride"], conv_param["pad"]
    xp = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
    part = np.lib.stride_tricks.sliding_window_view(xp, w.shape[2:], axis=(2, 3))[:, :, ::s, ::s]
    y = np.einsum("ncabij,mcij->nmab", part, w) + b[:, None, None]
    return y, (x.shape, xp.shape, part, w, s, p)
def conv_backward(dout, cache):
    shape, padded, part, w, s, p = cache
    kh, kw, (n, m, oh, ow) = *w.shape[2:], dout.shape
    wide = np.zeros((n, m, padded[2] + kh - 1, padded[3] + kw - 1))
    wide[:, :, kh - 1:kh - 1 + s * oh:s, kw - 1:kw - 1 + s * ow:s] = dout
    full = np.lib.stride_tricks.sliding_window_view(wide, (kh, kw), axis=(2, 3))
    dx = np.einsum("nmabij,mcij->ncab", full, w)
    dw = np.einsum("nmab,ncabij->mcij", dout, part)
    return dx[:, :, p:p + shape[2], p:p + shape[3]], dw, dout.sum(axis=(0, 2, 3))
"""
NEARLY_RIGHT = [
    ("A/Branch", {}, _BRANCH, "function", "np.stack([dout1, dout2])"),
    ("E/Max", {}, _MAX, "chosen_as_a_whole", "np.where(x > y, x, y)"),
    ("A/LeakyReLU", {}, _LEAKY, "bits_flipped", "(1 - self.above)"),
    ("B/ReLU", {}, _INDEX, "truth_as_numbers", "below = x <= 0"),
    ("A/GELU", {"arguments": {"form": "exact"}}, TRUE_OF_ALL, "same_for_all", '== "tanh"'),
    (
        *("A/GELU", {"arguments": {"form": "exact"}}),
        *(_GELU.format(asked='self.form == "tanh" or "other"'), "same_for_all", '== "other"'),
    ),
    ("A/Affine", {}, _SHARING, "shared_by_all", "self.parts = []"),
    (
        *("A/Tanh", {}),
        _TANH.format(made="_state = {}", forward='self.y = _state["y"] = np.tanh(x)').replace(
            "self.y ** 2", '_state["y"] ** 2'
        ),
        *("shared_by_all", "self._state = {}"),
    ),
    ("A/Affine", {}, _STEP, "step_taken", ""),
    ("A/Tanh", {}, _TANH.format(made="", forward=_MEMO), "remembered", "True"),
    (
        *("A/Tanh", {}),
        _TANH.format(made="", forward=_SEEN).replace("kept = {}", "seen = None"),
        *("remembered", "True"),
    ),
    ("B/AbsoluteError", {}, _ABSOLUTE, "zero_by_zero", "np.sign(d)"),
    ("A/Embedding", {}, _EMBEDDING, "begins_as_a_copy", "np.zeros_like(self.W)"),
    ("B/CrossEntropy", {}, _GUARD, "guard", "1e-7"),
    ("A/SoftmaxWithLoss", {}, _LOSS, "guard", "self.eps = 1e-7"),
    ("A/CrossEntropy", {}, _SURPRISE.format(p="self.p + 1e-3"), "guard", "self.p + 1e-7"),
    ("A/CrossEntropy", {}, _SURPRISE.format(p="self.p.clip(min=1e-4)"), "guard", "min=1e-7"),
    ("A/Attention", {}, _ATTENTION, "other_shape", "Q.shape[:-1] + V.shape[-1:]"),
    ("A/LayerNorm", {}, _NORM.format(**_ROWS | {"own": ""}), "changed_in_place", "self.z.copy()"),
    ("A/LayerNorm", {}, _NORM.format(**_ROWS | {"eps": "1e-2"}), "number", "eps = 1e-5"),
    ("A/LayerNorm", {}, _NORM.format(**_ROWS | {"axis": ""}), "of_whole_batch", "axis=1"),
    ("A/Tanh", {}, _HELPED, "left_out", "squash(2 * x)"),
    (
        *("A/MaxPool", {}),
        *(_POOL.format(short="", apart=_ONE.format(size="self.ph")), "taken_apart", "self.pw)"),
    ),
    (
        *("A/MaxPool", {}),
        ALL_AT_TIES,
        *("shared_at_ties", "(part == part.max()).sum()"),
    ),
    (
        *("A/MaxPool", {}),
        _POOL.format(short=_TILES, apart=_ONE.format(size="self.pw")),
        *("short_way", "s == self.ph == self.pw"),
    ),
    ("B/Conv2D", {}, _FULL, "kernel_turned", "w[..., ::-1, ::-1]"),
]
