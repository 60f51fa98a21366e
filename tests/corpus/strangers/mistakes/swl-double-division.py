import numpy as np

class SoftmaxWithLoss:
    def __init__(self):
        self.y = None
        self.t = None
    def forward(self, x, t):
        """forward propagation"""
        if t.ndim == 2:
            t = t.argmax(axis=1)
        self.t = t
        z = x - np.max(x, axis=-1, keepdims=True)
        logZ = np.log(np.sum(np.exp(z), axis=-1))
        self.y = np.exp(z - logZ[:, None])
        return np.mean(logZ - z[np.arange(len(t)), t])
    def backward(self, dout=1):
        """back propagation"""
        dx = self.y.copy()
        dx[np.arange(len(self.t)), self.t] -= 1
        dx *= dout / len(self.t)
        return dx / len(self.t)
