import sys
import numpy as np

class Sigmoid:
    def forward(self, x):
        print("x =", repr(x.tolist()))
        print("x =", repr(x.tolist()), file=sys.stderr)
        self.y = 1 / (1 + np.exp(-x))
        return self.y

    def backward(self, dout):
        print("dout =", repr(dout.tolist()))
        return dout * self.y * (1 - self.y)
