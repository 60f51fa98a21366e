import numpy as np

class BatchNorm:
    def __init__(self, gamma, beta, momentum):
        self.gamma, self.beta, self.momentum = gamma, beta, momentum
        self.m, self.v = np.zeros_like(gamma), np.ones_like(gamma)

    def train_output(self, x):
        return self.gamma * (x - x.mean(0)) / np.sqrt(x.var(0) + 1e-6) + self.beta

    def forward(self, x, train):
        if not train:
            return self.gamma * (x - self.m) / np.sqrt(self.v + 1e-6) + self.beta
        self.x = x
        self.m = self.momentum * self.m + (1 - self.momentum) * x.mean(0)
        self.v = self.momentum * self.v + (1 - self.momentum) * x.var(0)
        return self.train_output(x)

    def backward(self, dout):
        self.dbeta = dout.sum(0)
        self.dgamma = (dout * (self.x - self.x.mean(0)) / np.sqrt(self.x.var(0) + 1e-6)).sum(0)
        dx = np.zeros_like(self.x)
        for i in range(len(dx)):                 # columns do not meet
            e = np.zeros((len(dx), 1)); e[i] = 1e-4
            dx[i] = ((self.train_output(self.x + e) - self.train_output(self.x - e)) * dout).sum(0) / 2e-4
        return dx
