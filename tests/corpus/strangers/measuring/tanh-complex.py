import numpy as np

class Tanh:
    def forward(self, x):
        self.x = x
        return np.tanh(x)

    def backward(self, dout):
        return dout * np.tanh(self.x + 1e-30j).imag / 1e-30
