import numpy as np


class Sigmoid:
    def forward(self, x):
        self.y = 1 / (1 + np.exp(-x))
        return self.y

    def backward(self, dout):
        y = self.y
        # x = log(y / (1 - y)), so the slope is 1/y + 1/(1 - y)
        slope = 1 / y + 1 / (1 - y)
        return dout * slope
