import numpy as np

class Softmax:
    def forward(self, x):
        # 順伝播
        x = x - x.max(axis=1, keepdims=True)
        e = np.exp(x)
        self.y = e / e.sum(axis=1, keepdims=True)
        return self.y
    def backward(self, dout):
        # 逆伝播
        dx = self.y * dout
        s = dx.mean(axis=1, keepdims=True)
        return dx - self.y * s
