import numpy as np


def sigmoid(x):
    return 1.0 / (1.0 + np.exp(-x))


def sigmoid_grad(y):
    return (1.0 - y) * y


class ThreeLayerPerceptron:
    def __init__(self, W1, b1, W2, b2):
        self.params = {"W1": W1, "b1": b1, "W2": W2, "b2": b2}

    def forward(self, x, t):
        p = self.params
        a1 = np.dot(x, p["W1"]) + p["b1"]
        z1 = sigmoid(a1)
        a2 = np.dot(z1, p["W2"]) + p["b2"]
        a2 = a2 - np.max(a2, axis=1, keepdims=True)
        y = np.exp(a2) / np.sum(np.exp(a2), axis=1, keepdims=True)
        self.memo = x, t, a1, z1, y
        return -np.sum(np.log(np.sum(y * t, axis=1) + 1e-8)) / x.shape[0]

    def backward(self, dout=1):
        x, t, a1, z1, y = self.memo
        dy = dout * (y - t) / x.shape[0]
        self.dW2 = np.dot(z1.T, dy)
        self.db2 = np.sum(dy, axis=0)
        dz1 = np.dot(dy, self.params["W2"].T)
        da1 = sigmoid_grad(a1) * dz1
        self.dW1 = np.dot(x.T, da1)
        self.db1 = np.sum(da1, axis=0)
