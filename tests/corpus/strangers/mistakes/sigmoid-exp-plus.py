import numpy as np

def sigmoid(x):
    return 1 / (1 + np.exp(x))

class Sigmoid:
    def forward(self, x):
        y = sigmoid(x)
        self.y = y
        return y

    def backward(self, dout):
        y = self.y
        dx = dout * (1.0 - y) * y
        return dx
