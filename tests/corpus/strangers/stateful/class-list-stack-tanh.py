import numpy as np

class Tanh:
    saved = []

    def forward(self, x):
        y = np.tanh(x)
        self.saved.append(y)
        return y

    def backward(self, dout):
        y = self.saved.pop()
        return dout * (1 - y * y)
