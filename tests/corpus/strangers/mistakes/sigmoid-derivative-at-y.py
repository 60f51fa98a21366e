import numpy as np

def sigmoid(v):
    return 1 / (1 + np.exp(-v))

class Sigmoid:
    def forward(self, x):
        self.out = sigmoid(x)
        return self.out

    def backward(self, dout):
        s = sigmoid(self.out)
        return dout * s * (1 - s)
