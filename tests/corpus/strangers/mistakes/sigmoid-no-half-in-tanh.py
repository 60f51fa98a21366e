import numpy as np

class Sigmoid:
    def forward(self, x):
        # 順伝播
        self.t = np.tanh(x)
        return 0.5 * (1.0 + self.t)

    def backward(self, dout):
        # 逆伝播
        # sigma' = (1 - t^2) / 4
        return 0.25 * dout * (1 - self.t ** 2)
