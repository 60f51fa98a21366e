import numpy as np


class Softmax:
    def forward(self, x):
        rows = []
        for r in x:
            e = np.exp(r - r.max())
            rows.append(e / e.sum())
        self.y = np.array(rows)
        return self.y

    def backward(self, dout):
        dx = np.empty_like(dout)
        for n, (y, d) in enumerate(zip(self.y, dout)):
            J = np.diag(y) + np.outer(y, y)
            dx[n] = J @ d
        return dx
