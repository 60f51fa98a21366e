import numpy as np


class CrossEntropy:
    def forward(self, p, t):
        self.p = p
        self.t = t
        N = len(p)
        losses = []
        for i in range(N):
            k = int(np.argmax(t[i]))
            losses.append(-np.log(p[i, k]))
        return sum(losses) / N

    def backward(self, dout=1):
        dp = np.zeros(self.p.shape)
        for i, row in enumerate(self.t):
            k = int(np.argmax(row))
            dp[i, k] = -dout / self.p[i, k]
        return dp
