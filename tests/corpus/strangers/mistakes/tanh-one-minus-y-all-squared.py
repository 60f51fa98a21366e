import numpy as np

class Tanh:
    def forward(self, x):
        # 順伝播
        self.y = np.tanh(x)
        return self.y
    def backward(self, dout):
        # 逆伝播
        return dout * (1 - self.y) ** 2
