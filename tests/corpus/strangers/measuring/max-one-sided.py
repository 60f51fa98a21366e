import numpy as np

class Max:
    def forward(self, x, y):
        self.x, self.y = x, y
        return np.maximum(x, y)

    def backward(self, dout):
        h = 1e-7
        dx = dout * (np.maximum(self.x + h, self.y) - np.maximum(self.x, self.y)) / h
        return dx, dout - dx
