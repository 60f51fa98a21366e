import numpy as np

class Add:
    def forward(self, x, y):
        self.shape = x.shape
        return x + y

    def backward(self, dout):
        # 足し算の微分は1
        return np.ones(self.shape), np.ones(self.shape)
