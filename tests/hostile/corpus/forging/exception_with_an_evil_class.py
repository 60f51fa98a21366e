# what: Raises an exception whose class raises when asked for its name.
# expect: memory_limit
# code: memory_limit
class Meta(type):
    @property
    def __name__(cls):
        raise RuntimeError("no")

    def __instancecheck__(cls, other):
        return True

    def __subclasscheck__(cls, other):
        return True


class Evil(BaseException, metaclass=Meta):
    __class__ = property(lambda self: MemoryError)


raise Evil


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
