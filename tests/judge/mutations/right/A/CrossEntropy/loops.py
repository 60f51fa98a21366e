import numpy as np


class CrossEntropy:
    def forward(self, p, t):
        self.p, self.t = p, t
        loss = 0.0
        for probabilities, target in zip(p, t):
            for q, hit in zip(probabilities, target):
                if hit > 0:
                    loss -= hit * np.log(q)
        return loss / len(p)

    def backward(self, dout=1):
        dp = np.zeros(self.p.shape)
        n = len(dp)
        for i in range(n):
            c = np.argmax(self.t[i])
            dp[i, c] = -1.0 / (n * self.p[i, c])
        return dout * dp
