import numpy as np


def softmax(x):
    x = x - np.max(x, axis=-1, keepdims=True)
    e = np.exp(x)
    return e / np.sum(e, axis=-1, keepdims=True)


class Attention:
    def forward(self, Q, K, V):
        D = Q.shape[-1]
        weight = softmax(np.matmul(Q, K.transpose(0, 2, 1)) / np.sqrt(D))
        self.cache = (Q, K, V, weight)
        return np.matmul(weight, V)

    def backward(self, dout):
        Q, K, V, weight = self.cache
        D = Q.shape[-1]
        dV = np.matmul(weight.transpose(0, 2, 1), dout)
        dweight = np.matmul(dout, V.transpose(0, 2, 1))
        dscore = weight * dweight
        dscore -= weight * np.sum(dscore, axis=-1, keepdims=True)
        dscore /= np.sqrt(D)
        dQ = np.matmul(dscore, K)
        dK = np.matmul(dscore.transpose(0, 2, 1), Q)
        return dQ, dK, dV
