import numpy as np

class BatchNorm:
    def __init__(self, features, momentum=0.9):
        self.params = {"gamma": np.ones(features), "beta": np.zeros(features)}
        self.grads = {"gamma": np.zeros(features), "beta": np.zeros(features)}
        self.momentum = 0.99
        self.mean = np.zeros(features)
        self.var = np.ones(features)

    def forward(self, x, train):
        if train:
            mean, var = x.mean(0), x.var(0)
            self.mean += (1 - self.momentum) * (mean - self.mean)
            self.var += (1 - self.momentum) * (var - self.var)
        else:
            mean, var = self.mean, self.var
        self.rstd = 1 / np.sqrt(var + 1e-5)
        self.xhat = (x - mean) * self.rstd
        return self.params["gamma"] * self.xhat + self.params["beta"]

    def backward(self, dout):
        self.grads["gamma"] = np.sum(dout * self.xhat, 0)
        self.grads["beta"] = np.sum(dout, 0)
        g = dout * self.params["gamma"]
        return self.rstd * (g - g.mean(0) - self.xhat * (g * self.xhat).mean(0))
