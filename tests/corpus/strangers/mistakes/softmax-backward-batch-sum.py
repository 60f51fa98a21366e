import numpy as np

class Softmax:
    def forward(self, x):
        """forward propagation"""
        x = x - x.max(axis=1, keepdims=True)
        e = np.exp(x)
        self.y = e / e.sum(axis=1, keepdims=True)
        return self.y
    def backward(self, dout):
        """back propagation"""
        grad_x = self.y * dout
        s = grad_x.sum(axis=0, keepdims=True)
        return grad_x - self.y * s
