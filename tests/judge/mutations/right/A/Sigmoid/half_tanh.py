import numpy as np


class SigmoidLayer:
    def forward(self, x):
        self.th = np.tanh(0.5 * x)
        return 0.5 * (self.th + 1.0)

    def backward(self, dout):
        # (tanh)' = 1 - tanh^2, twice the half
        return dout * 0.25 * (1.0 - self.th * self.th)
