import numpy as np

class BatchNorm:
    def __init__(self, gamma, beta, momentum):
        self.gamma = gamma
        self.beta = beta
        self.momentum = momentum
        self.run_mu = np.zeros(gamma.shape)
        self.run_var = np.ones(gamma.shape)

    def forward(self, x, train):
        if train:
            mu = np.mean(x, axis=0)
            self.s = np.sqrt(np.var(x, axis=0) + 1e-7)
            self.z = (x - mu) / self.s
            self.run_mu = self.run_mu * self.momentum + mu * (1 - self.momentum)
            self.run_var = self.run_var * self.momentum + self.s * (1 - self.momentum)
            return self.gamma * self.z + self.beta
        z = (x - self.run_mu) / np.sqrt(self.run_var + 1e-7)
        return self.gamma * z + self.beta

    def backward(self, dout):
        self.dgamma = np.sum(dout * self.z, axis=0)
        self.dbeta = np.sum(dout, axis=0)
        g = dout * self.gamma
        return (g - np.mean(g, axis=0) - self.z * np.mean(g * self.z, axis=0)) / self.s
