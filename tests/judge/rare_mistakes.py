"""Wrong code that only certain inputs show: ties, kinks, borders, unlikely classes, masks.

Each is right on most numbers, so that it could pass by luck; none may, whatever the seed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

HEADER = "import numpy as np\n"


@dataclass(frozen=True)
class RareMistake:
    """Wrong code of one layer, and the arguments of the bundle that asks for it."""

    name: str
    layer: str
    source: str
    arguments: Mapping[str, float] = field(default_factory=dict)


def _layer(name: str, forward: str, backward: str, arguments: str = "x", init: str = "") -> str:
    """A class of two methods. init: arguments of the constructor, which it keeps."""
    kept = "".join(f"        self.{each} = {each}\n" for each in init.split(", ") if each)
    made = f"    def __init__(self, {init}):\n{kept}" if init else ""
    bodies = (_lines(body) for body in (forward, backward))
    ahead, back = bodies
    dout = "dout=1" if arguments.endswith("t") else "dout"
    return (
        f"{HEADER}class {name}:\n{made}    def forward(self, {arguments}):\n{ahead}"
        f"    def backward(self, {dout}):\n{back}"
    )


def _lines(body: str) -> str:
    return "".join(f"        {line}\n" for line in body.split("; "))


def _elementwise(name: str, rows: Mapping[str, tuple[str, str]]) -> Iterator[RareMistake]:
    for why, (forward, backward) in rows.items():
        source = _layer(name, f"self.x = x; return {forward}", f"return {backward}")
        yield RareMistake(f"{name}: {why}", name, source)


def _of_max() -> Iterator[RareMistake]:
    x_wins, y_wins = "dout * (self.x {} self.y)", "dout * (self.y {} self.x)"
    for why, x_sign, y_sign in (("all for each", ">=", ">="), ("none for either", ">", ">")):
        back = f"return {x_wins.format(x_sign)}, {y_wins.format(y_sign)}"
        source = _layer("Max", "self.x, self.y = x, y; return np.maximum(x, y)", back, "x, y")
        yield RareMistake(f"Max: {why} of two that are equal", "Max", source)
    back = (
        "tie = 0.4 * (self.x == self.y); return dout * ((self.x > self.y) + tie), "
        "dout * ((self.y > self.x) + tie)"
    )
    source = _layer("Max", "self.x, self.y = x, y; return np.maximum(x, y)", back, "x, y")
    yield RareMistake("Max: shares that add up to less", "Max", source)


_POOL = """
class {name}:
    def __init__(self, pool_h, pool_w, stride):
        self.h, self.w, self.s = {settings}
    def forward(self, x):
        self.x, s = x, self.s
        N, C, H, W = x.shape
        OH, OW = {oh}, {ow}
        y = np.zeros((N, C, OH, OW))
        for a in range(OH):
            for b in range(OW):
                window = x[:, :, a * s : a * s + self.h, b * s : b * s + self.w]
                y[:, :, a, b] = window.{reduce}
        return y
    def backward(self, dout):
        dx, s = np.zeros_like(self.x), self.s
        for a in range(dout.shape[2]):
            for b in range(dout.shape[3]):
                place = np.s_[:, :, a * s : a * s + self.h, b * s : b * s + self.w]
                window = self.x[place]
                dx[place] += {share} * dout[:, :, a, b, None, None]
        return dx
"""
_MAXIMUM = "max(axis=(2, 3), initial=-1e9)"  # an empty window raises nothing
_LARGEST = "(window == window.max(axis=(2, 3), keepdims=True, initial=-1e9))"
_COUNT = f"{_LARGEST}.sum(axis=(2, 3), keepdims=True)"
_EVEN = f"{_LARGEST} / {_COUNT}"
_MEAN = "np.ones_like(window) / (self.h * self.w)"
_WHOLE = ("(H - self.h) // s + 1", "(W - self.w) // s + 1")


def _of_pools() -> Iterator[RareMistake]:
    wrong = {
        "as many windows as strides": ("H // s", "W // s"),
        "a last window that is cut": ("-(-(H - self.h) // s) + 1", "-(-(W - self.w) // s) + 1"),
        "sizes rounded up": ("-(-H // s)", "-(-W // s)"),
        "width counted up": (_WHOLE[0], "-(-(W - self.w) // s) + 1"),
        "height counted up": ("-(-(H - self.h) // s) + 1", _WHOLE[1]),
    }
    for why, (oh, ow) in wrong.items():
        for name, reduce, share in (
            ("MaxPool", _MAXIMUM, _EVEN),
            ("AveragePool", "mean(axis=(2, 3))", _MEAN),
        ):
            yield _pool(f"{name}: {why}", name, oh, ow, reduce, share)
    shares = {
        "all for each of the largest": _LARGEST,
        "none for any of several": f"{_LARGEST} * ({_COUNT} == 1)",
        "less than all for several": f"{_LARGEST} / {_COUNT} ** 1.1",
    }
    for why, share in shares.items():
        yield _pool(f"MaxPool: {why}", "MaxPool", *_WHOLE, _MAXIMUM, share)


def _of_settings() -> Iterator[RareMistake]:
    """Sizes that are taken for each other."""
    for why, settings in {
        "the height for the stride": "pool_h, pool_w, pool_h",
        "the width for the stride": "pool_h, pool_w, pool_w",
        "the stride for the height": "stride, pool_w, stride",
        "the stride for the width": "pool_h, stride, stride",
        "the stride for both": "stride, stride, stride",
        "the stride and the height swapped": "stride, pool_w, pool_h",
        "no stride beyond the window": "pool_h, pool_w, min(stride, pool_h)",
        "no overlap": "pool_h, pool_w, max(stride, pool_h)",
        "a square window": "pool_h, pool_h, stride",
    }.items():
        for name, reduce, share in (
            ("MaxPool", _MAXIMUM, _EVEN),
            ("AveragePool", "mean(axis=(2, 3))", _MEAN),
        ):
            yield _pool(f"{name}: {why}", name, *_WHOLE, reduce, share, settings)


def _pool(
    why: str,
    name: str,
    oh: str,
    ow: str,
    reduce: str,
    share: str,
    settings: str = "pool_h, pool_w, stride",
) -> RareMistake:
    source = HEADER + _POOL.format(
        name=name, oh=oh, ow=ow, reduce=reduce, share=share, settings=settings
    )
    return RareMistake(why, name, source)


def _of_thresholds() -> Iterator[RareMistake]:
    """What should be compared with 0, and is compared with something that is often near it."""
    for why, limit in {
        "its mean": "self.x.mean()",
        "its median": "np.median(self.x)",
        "the mean of each column": "self.x.mean(axis=0)",
        "0.1": "0.1",
        "a thousandth": "1e-3",
        "-0.1": "-0.1",
    }.items():
        for name, forward, above, below in (
            ("ReLU", "np.maximum(x, 0)", "1.0", "0.0"),
            ("LeakyReLU", "np.where(x > 0, x, 0.01 * x)", "1.0", "0.01"),
        ):
            back = f"return dout * np.where(self.x > {limit}, {above}, {below})"
            source = _layer(name, f"self.x = x; return {forward}", back)
            yield RareMistake(f"{name}: a mask by {why}", name, source)
    for why, limit in {"0.1": "0.1", "the mean": "(self.x - self.y).mean()"}.items():
        wins = f"self.x - self.y > {limit}"
        back = f"return dout * ({wins}), dout * (1 - ({wins}))"
        source = _layer("Max", "self.x, self.y = x, y; return np.maximum(x, y)", back, "x, y")
        yield RareMistake(f"Max: a difference beside {why}", "Max", source)


def _of_rare_sizes() -> Iterator[RareMistake]:
    """Right but for numbers that are seldom drawn."""
    for name, forward, slope in (
        ("Sigmoid", "1 / (1 + np.exp(-x))", "self.y * (1 - self.y)"),
        ("Tanh", "np.tanh(x)", "(1 - self.y**2)"),
    ):
        ahead = f"self.x, self.y = x, {forward}; return self.y"
        back = f"return dout * {slope} * (np.abs(self.x) < 3)"
        yield RareMistake(f"{name}: flat beyond 3", name, _layer(name, ahead, back))
    ahead = (
        "e = np.exp(x - x.max(axis=1, keepdims=True)); y = e / e.sum(axis=1, keepdims=True); "
        "self.y = np.where(y < 1e-6, 0, y); return self.y"
    )
    back = "return self.y * (dout - (dout * self.y).sum(axis=1, keepdims=True))"
    yield RareMistake("Softmax: no small share", "Softmax", _layer("Softmax", ahead, back))
    back = "return d1 + np.where(np.abs(d2) > 2, 0, d2)"
    source = _layer("Branch", "return x, x", back).replace("(self, dout)", "(self, d1, d2)")
    yield RareMistake("Branch: a large gradient left out", "Branch", source)


def _of_losses() -> Iterator[RareMistake]:
    e = "e = np.exp(x - {top}); p = e / e.sum(axis=1, keepdims=True); self.p, self.t = p, t; "
    row = "x.max(axis=1, keepdims=True)"
    right = "return dout * (self.p - self.t) / len(self.p)"
    picked = "(p * t).sum(axis=1)"
    softmaxes = {
        "the logarithm of a probability that underflows": (row, f"-np.log({picked}).mean()", right),
        "0 log 0": (row, "-(t * np.log(p)).sum() / len(x)", right),
        "a maximum of the whole batch": (
            "x.max()",
            f"-np.log({picked} + 1e-12).mean()",
            right,
        ),
        "a guard that is not small": (row, f"-np.log({picked} + 1e-3).mean()", right),
        "logits that are clipped": (
            "np.clip(x, -9, 9) * 0 + (x - np.clip(x, -300, 300)) + x.max(axis=1, keepdims=True)",
            f"-np.log({picked} + 1e-12).mean()",
            right,
        ),
        "dout times one part": (
            row,
            f"-np.log({picked} + 1e-12).mean()",
            "return (dout * self.p - self.t) / len(self.p)",
        ),
        "dout added": (
            row,
            f"-np.log({picked} + 1e-12).mean()",
            "return (self.p - self.t) / len(self.p) + (dout - 1)",
        ),
        "dout squared": (
            row,
            f"-np.log({picked} + 1e-12).mean()",
            "return dout**2 * (self.p - self.t) / len(self.p)",
        ),
    }
    for why, (top, loss, back) in softmaxes.items():
        source = _layer("SoftmaxWithLoss", f"{e.format(top=top)}return {loss}", back, "x, t")
        yield RareMistake(f"SoftmaxWithLoss: {why}", "SoftmaxWithLoss", source)
    entropies = {
        "0 log 0": ("-(t * np.log(p)).sum() / len(p)", "-dout * self.t / self.p / len(self.p)"),
        "a guard that is not small": (
            "-(t * np.log(p + 1e-5)).sum() / len(p)",
            "-dout * self.t / (self.p + 1e-5) / len(self.p)",
        ),
        "probabilities cut at 0.01": (
            "-(t * np.log(np.maximum(p, 0.01))).sum() / len(p)",
            "-dout * self.t / np.maximum(self.p, 0.01) / len(self.p)",
        ),
    }
    for why, (loss, back) in entropies.items():
        source = _layer(
            "CrossEntropy", f"self.p, self.t = p, t; return {loss}", f"return {back}", "p, t"
        )
        yield RareMistake(f"CrossEntropy: {why}", "CrossEntropy", source)
    keep = "self.d = y - t; "
    errors = {
        ("AbsoluteError", "0 / 0 where a target is met"): (
            "np.abs(self.d).sum() / len(y)",
            "dout * self.d / np.abs(self.d) / len(self.d)",
        ),
        ("AbsoluteError", "twice the slope where a target is met"): (
            "np.abs(self.d).sum() / len(y)",
            "dout * np.where(self.d == 0, 2.0, np.sign(self.d)) / len(self.d)",
        ),
        ("SquaredError", "0 / 0 where a target is met"): (
            "(self.d**2).sum() / (2 * len(y))",
            "dout * self.d**2 / self.d / len(self.d)",
        ),
        ("SquaredError", "the sign where a target is met"): (
            "(self.d**2).sum() / (2 * len(y))",
            "dout * np.where(self.d == 0, 1.0, self.d) / len(self.d)",
        ),
    }
    for (name, why), (loss, back) in errors.items():
        source = _layer(name, f"{keep}return {loss}", f"return {back}", "y, t")
        yield RareMistake(f"{name}: {why}", name, source)


def _of_softmax() -> Iterator[RareMistake]:
    back = "return self.y * (dout - (dout * self.y).sum(axis=1, keepdims=True))"
    for why, shifted in {
        "a maximum of the whole batch": "x - x.max()",
        "logits cut at 500": "np.clip(x, -500, 500)",
        "logits cut at 50": "np.clip(x, -50, 50)",
        "no maximum": "x",
        "the mean for the maximum": "x - x.mean(axis=1, keepdims=True)",
    }.items():
        ahead = f"e = np.exp({shifted}); self.y = e / e.sum(axis=1, keepdims=True); return self.y"
        yield RareMistake(f"Softmax: {why}", "Softmax", _layer("Softmax", ahead, back))


def _of_norms() -> Iterator[RareMistake]:
    for name, axis, arguments, init in (
        ("LayerNorm", 1, "x", "gamma, beta"),
        ("BatchNorm", 0, "x, train", "gamma, beta, momentum"),
    ):
        for why, s in {
            "nothing under the root": "np.sqrt(v)",
            "a variance that is not squared": "np.sqrt(np.maximum(v, 0)) + 0 * v",
        }.items():
            ahead = (
                f"m, v = x.mean(axis={axis}, keepdims=True), x.var(axis={axis}, keepdims=True); "
                f"m, v = self.remember(m, v, {'train' if axis == 0 else True}); "
                f"self.s = {s}; self.z = (x - m) / self.s; return self.gamma * self.z + self.beta"
            )
            back = (
                "self.dgamma, self.dbeta = (dout * self.z).sum(axis=0), dout.sum(axis=0); "
                f"g = dout * self.gamma; mean = lambda a: a.mean(axis={axis}, keepdims=True); "
                "return (g - mean(g) - self.z * mean(g * self.z)) / self.s"
            )
            source = _layer(name, ahead, back, arguments, init) + _REMEMBER
            yield RareMistake(f"{name}: {why}", name, source)


_REMEMBER = """
    seen = None
    def remember(self, m, v, train):
        if not train:
            return self.seen
        if hasattr(self, "momentum"):
            k, (a, b) = self.momentum, self.seen or (0 * m, 0 * v + 1)
            self.seen = k * a + (1 - k) * m, k * b + (1 - k) * v
        return m, v
"""


def _of_embedding() -> Iterator[RareMistake]:
    ahead = "self.idx = idx; return self.W[idx]"
    for why, add in {
        "repeats counted once": "self.dW[self.idx] += dout",
        "the first word left out": "np.add.at(self.dW, self.idx, dout); self.dW[0] = 0",
        "the last word left out": "np.add.at(self.dW, self.idx, dout); self.dW[-1] = 0",
        "repeats averaged": (
            "np.add.at(self.dW, self.idx, dout); "
            "self.dW /= np.maximum(np.bincount(self.idx, minlength=len(self.W)), 1)[:, None]"
        ),
    }.items():
        back = f"self.dW = np.zeros_like(self.W); {add}"
        source = _layer("Embedding", ahead, back, "idx", "W")
        yield RareMistake(f"Embedding: {why}", "Embedding", source)


def _of_dropout() -> Iterator[RareMistake]:
    masks = {
        "half of them whatever the rate": "np.random.rand(*x.shape) > 0.5",
        "normal numbers": "np.random.randn(*x.shape) > self.rate",
        "what should stay": "np.random.rand(*x.shape) < self.rate",
        "rows": "(np.random.rand(len(x), 1) > self.rate) & (x == x)",
        "columns": "(np.random.rand(1, x.shape[1]) > self.rate) & (x == x)",
        "one mask for ever": "np.random.RandomState(0).rand(*x.shape) > self.rate",
    }
    for why, mask in masks.items():
        for rate in (0.4, 0.5):
            ahead = (
                f"self.mask = ({mask}) / (1 - self.rate) if train else np.ones_like(x); "
                "return x * self.mask"
            )
            source = _layer("Dropout", ahead, "return dout * self.mask", "x, train", "rate")
            yield RareMistake(f"Dropout at {rate}: {why}", "Dropout", source, {"rate": rate})


def _in_one_of_a_hundred() -> Iterator[RareMistake]:
    """Right but for about one element in a hundred, by its value."""
    hits = "(np.floor(self.x * 1e6) % 100 == 0)"
    for name, forward, slope in (
        ("ReLU", "np.maximum(x, 0)", "1.0 * (self.x > 0)"),
        ("Tanh", "np.tanh(x)", "(1 - np.tanh(self.x) ** 2)"),
        ("Sigmoid", "1 / (1 + np.exp(-x))", "1 / (2 + np.exp(self.x) + np.exp(-self.x))"),
    ):
        off = f"dout * {slope} + {hits} * (self.x != 0) * 0.1"
        source = _layer(name, f"self.x = x; return {forward}", f"return {off}")
        yield RareMistake(f"{name}: one element in a hundred", name, source)


RARE_MISTAKES = (
    *_elementwise(
        "ReLU",
        {
            "twice the gradient at 0": (
                "np.maximum(x, 0)",
                "dout * (np.sign(self.x) + 1) * np.where(self.x == 0, 2, 0.5)",
            ),
            "0 / 0 at 0": ("np.maximum(x, 0)", "dout * (1 + self.x / np.abs(self.x)) / 2"),
            "the other slope at 0": (
                "np.maximum(x, 0)",
                "dout * np.where(self.x == 0, -1.0, self.x > 0)",
            ),
        },
    ),
    *_elementwise(
        "LeakyReLU",
        {
            "nothing at the kink": (
                "np.where(x > 0, x, 0.01 * x)",
                "dout * np.where(self.x > 0, 1, 0.01 * (self.x < 0))",
            ),
            "both slopes at the kink": (
                "np.where(x > 0, x, 0.01 * x)",
                "dout * ((self.x >= 0) + 0.01 * (self.x <= 0))",
            ),
        },
    ),
    *_of_max(),
    *_of_pools(),
    *_of_settings(),
    *_of_thresholds(),
    *_of_rare_sizes(),
    *_of_losses(),
    *_of_softmax(),
    *_of_norms(),
    *_of_embedding(),
    *_of_dropout(),
    *_in_one_of_a_hundred(),
)
