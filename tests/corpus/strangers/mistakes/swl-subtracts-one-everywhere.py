import numpy as np

class SoftmaxWithLoss:
    def __init__(self):
        self.y = None
        self.t = None
    def forward(self, x, t):
        if t.ndim == 2:
            t = t.argmax(axis=1)
        self.t = t
        z = x - np.max(x, axis=-1, keepdims=True)
        logZ = np.log(np.sum(np.exp(z), axis=-1))
        self.y = np.exp(z - logZ[:, None])
        return np.mean(logZ - z[np.arange(len(t)), t])
    def backward(self, dout=1):
        grad_x = self.y.copy()
        grad_x[:, self.t] -= 1
        grad_x *= dout
        return grad_x / len(self.t)
