# what: Looks for right solutions, graders and servers among modules and everything else that is loaded.
# expect: scored
import gc
import sys
import types


def escaped(how):
    print("ESCAPED:", how)
    raise SystemError("ESCAPED: " + how)


def is_ours(name):
    whole, parts = ("reference", "server", "gradus", "languages"), ("grader.layers", "grader.bundles")
    return name.partition(".")[0] in whole or name.startswith(parts)


gc.unfreeze()
for name in sys.modules:
    if is_ours(name):
        escaped("module " + name)
for thing in gc.get_objects():
    if type(thing) is types.ModuleType and is_ours(thing.__name__):
        escaped("module " + thing.__name__)
    if type(thing) is types.FunctionType and is_ours(str(thing.__module__)):
        escaped("function " + thing.__qualname__)


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
