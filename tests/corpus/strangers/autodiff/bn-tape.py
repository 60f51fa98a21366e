import numpy as np

class BatchNorm:
    def __init__(self, gamma, beta, momentum):
        self.gamma, self.beta, self.momentum = gamma, beta, momentum
        self.mean, self.var = np.zeros_like(gamma), np.ones_like(gamma)

    def forward(self, x, train):
        if not train:
            return self.gamma * (x - self.mean) / np.sqrt(self.var + 1e-6) + self.beta
        tape = self.tape = []
        N = len(x)
        m = x.mean(0)
        c = x - m
        tape.append(lambda G: G.update(x=G["c"] - G["c"].sum(0) / N))
        v = (c * c).mean(0)
        tape.append(lambda G: G.update(c=G["c"] + 2 * c * G["v"] / N))
        r = 1 / np.sqrt(v + 1e-6)
        tape.append(lambda G: G.update(v=-0.5 * G["r"] * r ** 3))
        z = c * r
        tape.append(lambda G: G.update(c=G["z"] * r, r=(G["z"] * c).sum(0)))
        gamma = self.gamma
        tape.append(lambda G: G.update(z=G["y"] * gamma, gamma=(G["y"] * z).sum(0), beta=G["y"].sum(0)))
        self.mean = self.momentum * self.mean + (1 - self.momentum) * m
        self.var = self.momentum * self.var + (1 - self.momentum) * v
        return gamma * z + self.beta

    def backward(self, dout):
        G = {"y": dout}
        for step in reversed(self.tape):
            step(G)
        self.dgamma, self.dbeta = G["gamma"], G["beta"]
        return G["x"]
