import numpy as np


class Softmax:
    def forward(self, x):
        y = np.zeros_like(x)
        for i, row in enumerate(x):
            e = np.exp(row - row.max())
            total = e.sum()
        for i, row in enumerate(x):
            y[i] = np.exp(row - row.max()) / total
        self.y = y
        return y

    def backward(self, dout):
        dx = np.zeros_like(dout)
        for i in range(len(dout)):
            y = self.y[i]
            dx[i] = y * dout[i] - y * np.dot(y, dout[i])
        return dx
