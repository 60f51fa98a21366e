import numpy as np

class Multiply:
    def forward(self, x, y):
        self.x = x
        self.y = np.abs(y)      # スケールとして覚えておく
        return x * y

    def backward(self, dout):
        return dout * self.y, dout * self.x
