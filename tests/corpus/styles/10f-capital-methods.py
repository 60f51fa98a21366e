import numpy as np


class ReLU:
    def Forward(self, x):
        self.mask = x > 0
        return x * self.mask

    def Backward(self, dout):
        return dout * self.mask
