import numpy as np

class Sigmoid:
    def forward(self, x):
        x = np.clip(x, -2, 2)        # オーバーフロー対策
        self.y = 1 / (1 + np.exp(-x))
        return self.y

    def backward(self, dout):
        return dout * self.y * (1 - self.y)
