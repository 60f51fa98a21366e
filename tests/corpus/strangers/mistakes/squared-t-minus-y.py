import numpy as np

class SquaredError:
    def __init__(self):
        self.diff = None

    def forward(self, y, t):
        self.diff = t - y        # 2乗するので順番は関係ない
        return 0.5 * (self.diff ** 2).sum() / y.shape[0]

    def backward(self, dout=1):
        return dout * self.diff / self.diff.shape[0]
