# what: Closes every descriptor there may be but the one to its judge, its own output too, then prints.
# expect: error_in_code
import os

for descriptor in (0, 1, 2, *range(4, 4096)):
    try:
        os.close(descriptor)
    except OSError:
        pass
print("still here")


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
