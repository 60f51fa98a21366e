import numpy as np


class LayerNorm:
    def __init__(self, gamma, beta):
        self.gamma, self.beta = gamma, beta

    def forward(self, x):
        self.xhat = np.zeros_like(x)
        self.rstd = np.zeros(len(x))
        for n, row in enumerate(x):
            self.rstd[n] = 1 / np.sqrt(row.var() + 1e-5)
            self.xhat[n] = (row - row.mean()) * self.rstd[n]
        return self.xhat * self.gamma + self.beta

    def backward(self, dout):
        self.dgamma = np.zeros_like(self.gamma)
        self.dbeta = np.zeros_like(self.beta)
        dx = np.zeros_like(dout)
        for n in range(len(dout)):
            xhat = self.xhat[n]
            self.dgamma += dout[n] * xhat
            self.dbeta += dout[n]
            g = dout[n] * self.gamma
            dx[n] = self.rstd[n] * (g - g.mean() - xhat * np.mean(g * xhat))
        return dx
