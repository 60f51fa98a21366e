import numpy as np

_scratch = {}

class Sigmoid:
    def forward(self, x):
        if x.shape not in _scratch:
            _scratch[x.shape] = np.empty(x.shape)
        self.y = _scratch[x.shape]
        self.y[:] = 1 / (1 + np.exp(-x))
        return self.y.copy()

    def backward(self, dout):
        return dout * self.y * (1 - self.y)
