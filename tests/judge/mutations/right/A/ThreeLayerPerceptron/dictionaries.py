import numpy as np


def sigmoid(a):
    e = np.exp(-np.abs(a))
    return np.where(a > 0, 1, e) / (1 + e)


class ThreeLayerPerceptron:
    """2 層のネットワーク（入力・隠れ・出力）"""

    def __init__(self, W1, b1, W2, b2):
        self.params = dict(W1=W1, b1=b1, W2=W2, b2=b2)
        self.grads = {}

    def predict(self, x):
        a1 = np.dot(x, self.params["W1"]) + self.params["b1"]
        z1 = sigmoid(a1)
        a2 = np.dot(z1, self.params["W2"]) + self.params["b2"]
        e = np.exp(a2 - np.max(a2, axis=1, keepdims=True))
        return z1, e / np.sum(e, axis=1, keepdims=True)

    def forward(self, x, t):
        z1, y = self.predict(x)
        self.saved = x, z1, y, t
        picked = y[t == 1]
        return -np.mean(np.log(picked + 1e-9))

    def backward(self, dout=1):
        x, z1, y, t = self.saved
        dy = (y - t) / x.shape[0]
        self.grads["W2"] = np.dot(z1.T, dy)
        self.grads["b2"] = np.sum(dy, axis=0)
        da1 = z1 * (1.0 - z1) * np.dot(dy, self.params["W2"].T)
        self.grads["W1"] = np.dot(x.T, da1)
        self.grads["b1"] = np.sum(da1, axis=0)
        for name, grad in self.grads.items():
            setattr(self, "d" + name, grad)
        return self.grads
