import numpy as np

class Max:
    def forward(self, x, y):
        self.m = x >= y
        np.maximum(x, y, out=x)
        return x

    def backward(self, dout):
        return dout * self.m, dout * ~self.m
