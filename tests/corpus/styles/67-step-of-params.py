import numpy as np


class TrainingStep:
    def __init__(self, W1, b1, W2, b2, lr):
        self.params = {"W1": W1, "b1": b1, "W2": W2, "b2": b2}
        self.lr = lr

    def forward(self, x, t):
        p = self.params
        self.x, self.t = x, t
        self.h = 0.5 * (1 + np.tanh((x @ p["W1"] + p["b1"]) / 2))
        z = self.h @ p["W2"] + p["b2"]
        z = z - z.max(axis=1, keepdims=True)
        log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
        self.p = np.exp(log_p)
        return -(t * log_p).sum() / len(x)

    def step(self):
        p, grads = self.params, {}
        d = (self.p - self.t) / len(self.t)
        grads["W2"] = self.h.T @ d
        grads["b2"] = d.sum(axis=0)
        d = d @ p["W2"].T * self.h * (1 - self.h)
        grads["W1"] = self.x.T @ d
        grads["b1"] = d.sum(axis=0)
        for k in p:
            p[k] = p[k] - self.lr * grads[k]
