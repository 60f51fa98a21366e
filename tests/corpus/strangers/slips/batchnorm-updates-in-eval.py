import numpy as np


class BatchNorm:
    def __init__(self, gamma, beta, momentum):
        self.gamma = gamma
        self.beta = beta
        self.momentum = momentum
        self.stats = {"mean": np.zeros(len(gamma)), "var": np.ones(len(gamma))}

    def forward(self, x, train):
        batch = {"mean": x.mean(axis=0), "var": x.var(axis=0)}
        if train:
            use = batch
        else:
            use = dict(self.stats)
        for k in self.stats:
            self.stats[k] = self.momentum * self.stats[k] + (1 - self.momentum) * batch[k]
        self.s = np.sqrt(use["var"] + 1e-6)
        self.z = (x - use["mean"]) / self.s
        return self.gamma * self.z + self.beta

    def backward(self, dout):
        self.dgamma, self.dbeta = (dout * self.z).sum(0), dout.sum(0)
        g = self.gamma * dout
        return (g - g.mean(0) - self.z * (g * self.z).mean(0)) / self.s
