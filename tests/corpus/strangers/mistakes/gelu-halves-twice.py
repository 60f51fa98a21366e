import numpy as np

class GELU:
    K = np.sqrt(2.0 / np.pi)
    A = 0.044715
    def __init__(self, form="tanh"):
        self.form = form
    def forward(self, x):
        x2 = x * x
        t = np.tanh(self.K * x * (1 + self.A * x2))
        self.dydx = 0.5 * (1 + t) + 0.5 * x * 0.5 * (1 - t * t) * self.K * (1 + 3 * self.A * x2)
        return 0.5 * x * (1 + t)
    def backward(self, dout):
        return self.dydx * dout
