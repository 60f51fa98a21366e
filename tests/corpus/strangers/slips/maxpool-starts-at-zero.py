import numpy as np


class MaxPool:
    def __init__(self, pool_h, pool_w, stride):
        self.ph, self.pw, self.st = pool_h, pool_w, stride

    def forward(self, x):
        self.in_shape = x.shape
        N, C, H, W = x.shape
        OH, OW = (H - self.ph) // self.st + 1, (W - self.pw) // self.st + 1
        best = np.zeros((N, C, OH, OW))
        self.di = np.zeros(best.shape, dtype=int)
        self.dj = np.zeros(best.shape, dtype=int)
        for i in range(self.ph):
            for j in range(self.pw):
                candidate = x[:, :, i:i + self.st * OH:self.st, j:j + self.st * OW:self.st]
                better = candidate > best
                best[better] = candidate[better]
                self.di[better], self.dj[better] = i, j
        return best

    def backward(self, dout):
        dx = np.zeros(self.in_shape)
        n, c, a, b = np.indices(dout.shape)
        np.add.at(dx, (n, c, a * self.st + self.di, b * self.st + self.dj), dout)
        return dx
