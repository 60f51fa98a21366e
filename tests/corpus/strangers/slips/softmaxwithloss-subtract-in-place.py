import numpy as np


class SoftmaxWithLoss:
    def forward(self, x, t):
        self.t = t
        self.batch_size = x.shape[0]
        exp_x = np.exp(x - np.max(x, axis=1).reshape(-1, 1))
        self.y = exp_x / np.sum(exp_x, axis=1).reshape(-1, 1)
        return np.sum(-np.log(np.sum(self.y * t, axis=1) + 1e-7)) / self.batch_size

    def backward(self, dout=1):
        dx = self.y
        dx -= self.t
        return dx * dout / self.batch_size
