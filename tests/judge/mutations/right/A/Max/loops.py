import numpy as np


class Max:
    def forward(self, x, y):
        n, d = x.shape
        out = np.zeros((n, d))
        self.winner = np.zeros((n, d), dtype=int)
        for i in range(n):
            for j in range(d):
                if y[i, j] > x[i, j]:
                    out[i, j] = y[i, j]
                    self.winner[i, j] = 1
                else:
                    out[i, j] = x[i, j]
        return out

    def backward(self, dout):
        return dout * (1 - self.winner), dout * self.winner
