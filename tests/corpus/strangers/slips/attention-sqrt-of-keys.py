import numpy as np


class Attention:
    """Scaled dot-product attention."""

    def forward(self, Q, K, V):
        d_k = K.shape[1]
        self.scale = 1.0 / np.sqrt(d_k)
        scores = np.matmul(Q, np.swapaxes(K, 1, 2)) * self.scale
        scores -= scores.max(axis=2, keepdims=True)
        weights = np.exp(scores)
        weights /= weights.sum(axis=2, keepdims=True)
        self.Q, self.K, self.V, self.weights = Q, K, V, weights
        return np.matmul(weights, V)

    def backward(self, dout):
        dV = np.matmul(np.swapaxes(self.weights, 1, 2), dout)
        dweights = np.matmul(dout, np.swapaxes(self.V, 1, 2))
        dscores = self.weights * dweights
        dscores -= self.weights * dscores.sum(axis=2, keepdims=True)
        dscores *= self.scale
        dQ = np.matmul(dscores, self.K)
        dK = np.matmul(np.swapaxes(dscores, 1, 2), self.Q)
        return dQ, dK, dV
