import math
import numpy as np

class GELU:
    def forward(self, x):
        self.x = x
        y = np.empty(x.shape)
        for i in np.ndindex(*x.shape):
            y[i] = x[i] * 0.5 * math.erfc(-x[i] / math.sqrt(2))
        return y
    def backward(self, dout):
        dx = np.empty(dout.shape)
        for i in np.ndindex(*dout.shape):
            v = self.x[i]
            cdf = 0.5 * math.erfc(-v / math.sqrt(2))
            pdf = math.exp(-v * v / 2) / math.sqrt(2 * math.pi)
            dx[i] = dout[i] * (cdf - v * pdf)
        return dx
