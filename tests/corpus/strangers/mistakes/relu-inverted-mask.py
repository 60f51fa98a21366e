import numpy as np

class ReLU:
    def __init__(self):
        self.mask = None

    def forward(self, x):
        self.mask = (x <= 0)
        result = x.copy()
        result[self.mask] = 0
        return result

    def backward(self, dout):
        dx = dout.copy()
        dx[~self.mask] = 0   # 負だった所は流さない
        return dx
