import numpy as np

class ReLU:
    def forward(self, x):
        self.on = (x.sum(axis=1, keepdims=True) > 0).astype(float)
        return x * self.on

    def backward(self, dout):
        return dout * self.on
