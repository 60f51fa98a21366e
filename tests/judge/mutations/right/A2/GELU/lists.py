import math

import numpy as np


class GELU:
    def __init__(self):
        self.params, self.grads = [], []
        self.x = None

    def forward(self, x):
        self.x = x
        self.erf = np.array([math.erf(v) for v in (x / math.sqrt(2)).ravel()]).reshape(x.shape)
        return x / 2 * (1 + self.erf)

    def backward(self, dout):
        x = self.x
        derf = 2 / math.sqrt(math.pi) * np.exp(-((x / math.sqrt(2)) ** 2)) / math.sqrt(2)
        dx = (1 + self.erf) / 2 + x / 2 * derf
        return dout * dx
