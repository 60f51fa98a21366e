import numpy as np

def sigmoid(x):
    return 1 / (1 + np.exp(-x))

class Sigmoid:
    def forward(self, x):
        # 順伝播
        y = sigmoid(x)
        self.y = y
        return y

    def backward(self, dout):
        # 逆伝播
        y = self.y
        grad_x = dout * (1.0 - y ** 2)
        return grad_x
