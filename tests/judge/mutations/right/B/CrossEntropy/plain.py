import numpy as np


def cross_entropy_loss(p, y):
    N = len(p)
    correct = p[range(N), y]
    loss = -np.log(correct).sum() / N
    dp = np.zeros_like(p)
    dp[range(N), y] = -1 / correct / N
    return loss, dp
