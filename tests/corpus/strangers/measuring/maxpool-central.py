import numpy as np

class MaxPool:
    def __init__(self, pool_h, pool_w, stride):
        self.h, self.w, self.s = pool_h, pool_w, stride

    def _at(self, a, i, j):
        return a[:, :, i:i + self.s * self.oh:self.s, j:j + self.s * self.ow:self.s]

    def forward(self, x):
        self.oh = (x.shape[2] - self.h) // self.s + 1
        self.ow = (x.shape[3] - self.w) // self.s + 1
        self.shape = x.shape
        self.x = x
        best = np.full(x.shape[:2] + (self.oh, self.ow), -np.inf)
        self.winner = np.zeros(best.shape, dtype=int)
        for k in range(self.h * self.w):
            v = self._at(x, *divmod(k, self.w))
            better = v > best
            best[better] = v[better]
            self.winner[better] = k
        return best

    def backward(self, dout):
        x = self.x
        dx = np.zeros(x.shape)
        for i in range(x.shape[2]):
            for j in range(x.shape[3]):
                e = np.zeros(x.shape[2:])
                e[i, j] = 1e-6
                dx[:, :, i, j] = ((self.forward(x + e) - self.forward(x - e)) * dout).sum((2, 3)) / 2e-6
        self.x = x
        return dx
