import numpy as np

class ReLU:
    mask = None

    def forward(self, x):
        ReLU.mask = x > 0
        return x * ReLU.mask

    def backward(self, dout):
        return dout * ReLU.mask
