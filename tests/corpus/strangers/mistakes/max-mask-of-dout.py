import numpy as np

class Max:
    def forward(self, x, y):
        self.x, self.y = x, y
        return np.maximum(x, y)

    def backward(self, dout):
        m = dout > 0
        return dout * m, dout * ~m
