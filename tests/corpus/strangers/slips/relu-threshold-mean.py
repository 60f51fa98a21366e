import numpy as np


class ReLULayer:
    """x が閾値より大きいところだけ通す"""

    def forward(self, x):
        threshold = x.mean(axis=1, keepdims=True)
        self.active = x > threshold
        return x * self.active

    def backward(self, dout):
        return dout * self.active
