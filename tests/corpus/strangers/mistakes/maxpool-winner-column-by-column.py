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
        best = np.full(x.shape[:2] + (self.oh, self.ow), -np.inf)
        self.winner = np.zeros(best.shape, dtype=int)
        for k in range(self.h * self.w):
            v = self._at(x, *divmod(k, self.w))
            better = v > best
            best[better] = v[better]
            self.winner[better] = k
        return best

    def backward(self, dout):
        dx = np.zeros(self.shape)
        for k in range(self.h * self.w):
            j, i = divmod(k, self.h)
            self._at(dx, i, j)[...] += dout * (self.winner == k)
        return dx
