import numpy as np


class AbsoluteError:
    def forward(self, y, t):
        self.y, self.t = y, t
        total = 0.0
        for a, b in zip(y.ravel(), t.ravel()):
            total += abs(a - b)
        return np.array([total / len(y)])

    def backward(self, dout=1):
        dy = np.zeros_like(self.y)
        for index, value in np.ndenumerate(self.y):
            if value > self.t[index]:
                dy[index] = 1
            elif value < self.t[index]:
                dy[index] = -1
        return dy / len(self.y)
