"""Layers on batches whose examples are columns; gradients of parameters are means over them."""

import numpy as np


class Affine:
    def __init__(self, W, b):  # W (outputs, inputs), b (outputs, 1)
        self.W, self.b = W, b

    def forward(self, x):  # (inputs, m)
        self.x = x
        return self.W @ x + self.b

    def backward(self, dout):  # (outputs, m)
        m = self.x.shape[1]
        self.dW = dout @ self.x.T / m
        self.db = dout.sum(axis=1, keepdims=True) / m
        return self.W.T @ dout


class Sigmoid:
    def forward(self, x):
        self.out = 0.5 * (1 + np.tanh(x / 2))
        return self.out

    def backward(self, dout):
        return dout * self.out * (1 - self.out)


class ReLU:
    def forward(self, x):
        self.x = x
        return np.maximum(x, 0)

    def backward(self, dout):
        return dout * (self.x > 0)


class Add:
    def forward(self, x, y):
        return x + y

    def backward(self, dout):
        return dout, dout


class Multiply:
    def forward(self, x, y):
        self.x, self.y = x, y
        return x * y

    def backward(self, dout):
        return dout * self.y, dout * self.x


class SoftmaxWithLoss:
    def forward(self, x, t):  # both (classes, m)
        z = x - x.max(axis=0)
        self.log_probs = z - np.log(np.exp(z).sum(axis=0))
        self.t = t if t.ndim == 2 else np.eye(len(x))[t].T
        return -(self.t * self.log_probs).sum() / x.shape[1]

    def backward(self, dout=1.0):
        return dout * (np.exp(self.log_probs) - self.t) / self.t.shape[1]
