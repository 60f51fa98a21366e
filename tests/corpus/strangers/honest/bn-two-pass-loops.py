import math
import numpy as np

class BatchNorm:
    def __init__(self, gamma, beta, momentum=0.9):
        self.gamma, self.beta, self.momentum = gamma, beta, momentum
        self.mean = [0.0] * len(gamma)
        self.var = [1.0] * len(gamma)

    def forward(self, x, train):
        N, D = x.shape
        y = np.zeros((N, D))
        if train:
            self.z, self.s = np.zeros((N, D)), np.zeros(D)
        for j in range(D):
            if train:
                mu = sum(x[i, j] for i in range(N)) / N
                var = sum((x[i, j] - mu) ** 2 for i in range(N)) / N
                self.mean[j] = self.momentum * self.mean[j] + (1 - self.momentum) * mu
                self.var[j] = self.momentum * self.var[j] + (1 - self.momentum) * var
            else:
                mu, var = self.mean[j], self.var[j]
            s = math.sqrt(var + 1e-6)
            for i in range(N):
                z = (x[i, j] - mu) / s
                y[i, j] = self.gamma[j] * z + self.beta[j]
                if train:
                    self.z[i, j] = z
            if train:
                self.s[j] = s
        return y

    def backward(self, dout):
        N, D = dout.shape
        dx = np.zeros((N, D))
        self.dgamma, self.dbeta = np.zeros(D), np.zeros(D)
        for j in range(D):
            self.dbeta[j] = sum(dout[:, j])
            self.dgamma[j] = sum(dout[i, j] * self.z[i, j] for i in range(N))
            for i in range(N):
                dx[i, j] = self.gamma[j] / self.s[j] * (dout[i, j] - self.dbeta[j] / N - self.z[i, j] * self.dgamma[j] / N)
        return dx
