import numpy as np

class LeakyReLU:
    alpha = 0.01

    def forward(self, x):
        self.x = x
        return np.where(x > 0, x, self.alpha * x)

    def backward(self, dout):
        return np.where(self.x > 0, dout * self.alpha, dout * self.alpha)
