import numpy as np

class Softmax:
    def _y(self, x):
        e = np.exp(x - x.max(axis=1, keepdims=True))
        return e / e.sum(axis=1, keepdims=True)

    def forward(self, x):
        self.x = x
        return self._y(x)

    def backward(self, dout):
        h = 1e-5
        return np.stack([((self._y(self.x + h * e) - self._y(self.x - h * e)) * dout).sum(axis=1) / (2 * h)
                         for e in np.eye(self.x.shape[1])], axis=1)
