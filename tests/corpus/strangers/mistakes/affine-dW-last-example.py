import numpy as np

class Affine:
    def __init__(self, W, b):
        self.W = W
        self.b = b
    def forward(self, x):
        # forward pass
        self.x = x
        N, D = x.shape
        M = self.W.shape[1]
        out = np.zeros((N, M))
        for n in range(N):
            for m in range(M):
                s = self.b[m]
                for d in range(D):
                    s += x[n, d] * self.W[d, m]
                out[n, m] = s
        return out
    def backward(self, dout):
        # backward pass
        N, D = self.x.shape
        M = self.W.shape[1]
        dx = np.zeros((N, D))
        self.dW = np.zeros((D, M))
        self.db = np.zeros(M)
        for n in range(N):
            for m in range(M):
                self.db[m] += dout[n, m]
                for d in range(D):
                    dx[n, d] += dout[n, m] * self.W[d, m]
                    self.dW[d, m] = dout[n, m] * self.x[n, d]
        return dx
