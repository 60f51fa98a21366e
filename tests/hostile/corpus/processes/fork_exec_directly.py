# what: Uses the C function under the subprocess module.
# expect: scored
import sys


def escaped(how):
    print("ESCAPED:", how)
    raise SystemError("ESCAPED: " + how)


try:
    import _posixsubprocess
except ImportError:
    _posixsubprocess = sys.modules.get("_posixsubprocess")
if _posixsubprocess:
    fork_exec = _posixsubprocess.fork_exec
    fixed = (True, (), None, None, -1, -1, -1, -1, -1, -1, 2, 2, False, False)
    for tail in ((-1, None, None, None, -1, None, True), (None, None, None, -1, None)):
        try:
            fork_exec((b"/bin/true",), (b"/bin/true",), *fixed, *tail)
        except (OSError, TypeError, ValueError):
            continue
        escaped("fork_exec")


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
