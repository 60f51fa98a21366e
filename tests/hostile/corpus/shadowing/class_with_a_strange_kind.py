# what: Has an Affine whose class of classes answers every question with an exit.
# expect: scored
class Meta(type):
    def __instancecheck__(cls, other):
        raise SystemExit

    def __getattribute__(cls, name):
        if name in ("__init__", "__name__", "__module__", "__qualname__"):
            raise SystemExit(name)
        return super().__getattribute__(name)


class Affine(metaclass=Meta):
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
