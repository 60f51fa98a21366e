import numpy as np

class Max:
    def forward(self, x, y):
        self.m = (x.sum(axis=1) > y.sum(axis=1))[:, np.newaxis]
        return np.where(self.m, x, y)

    def backward(self, dout):
        return dout * self.m, dout * (1 - self.m)
