import numpy as np


class GELU:
    def __init__(self, form):
        self.form = form

    def forward(self, x):
        self.x = x
        u = np.sqrt(2 / np.pi) * (x + 0.044715 * x**3)
        self.t = np.tanh(u)
        return 0.5 * x * (1 + self.t)

    def backward(self, dout):
        x, t = self.x, self.t
        du = np.sqrt(2 / np.pi) * (1 + 3 * 0.044715 * x**2)
        return dout * (0.5 * (1 + t) + 0.5 * x * (1 - t**2) * du)
