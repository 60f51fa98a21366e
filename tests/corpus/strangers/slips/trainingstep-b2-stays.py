import numpy as np


class TrainingStep:
    def __init__(self, D, H, C, learning_rate):
        self.params = {}
        self.params["W1"] = np.random.randn(H, D) * 0.01
        self.params["b1"] = np.zeros(H)
        self.params["W2"] = np.random.randn(C, H) * 0.01
        self.params["b2"] = np.zeros(C)
        self.grads = {}
        self.learning_rate = learning_rate

    def forward(self, x, t):
        self.x, self.t = x, t
        self.hid = 1 / (1 + np.exp(-(x @ self.params["W1"].T + self.params["b1"])))
        out = self.hid @ self.params["W2"].T + self.params["b2"]
        out = out - out.max(axis=1, keepdims=True)
        self.prob = np.exp(out) / np.exp(out).sum(axis=1, keepdims=True)
        return -np.sum(t * np.log(self.prob + 1e-9)) / len(x)

    def update(self):
        dout = (self.prob - self.t) / len(self.x)
        dhid = dout @ self.params["W2"] * self.hid * (1 - self.hid)
        self.grads["W1"] = dhid.T @ self.x
        self.grads["b1"] = dhid.sum(axis=0)
        self.grads["W2"] = dout.T @ self.hid
        self.grads["b2"] = dout.sum(axis=0)
        for name in ["W1", "b1", "W2"]:
            self.params[name] = self.params[name] - self.learning_rate * self.grads[name]
