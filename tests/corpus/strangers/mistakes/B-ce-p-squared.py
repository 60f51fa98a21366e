import numpy as np

def cross_entropy_loss(p, y):
    N = len(y)
    loss = 0.0
    dp = np.zeros(p.shape)
    for i in range(N):
        c = y[i]
        loss -= np.log(p[i, c])
        dp[i, c] = -1.0 / p[i, c] ** 2 / N
    return loss / N, dp
