import numpy as np

class Tanh:
    def forward(self, x):
        self.y = np.tanh(x)
        return self.y

    def backward(self, dout):
        self.y **= 2
        np.subtract(1, self.y, out=self.y)
        return self.y * dout
