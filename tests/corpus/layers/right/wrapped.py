"""Right numbers in unusual wrappings: lists, rows of one, arrays of no dimension."""

import numpy as np


class AddGate:
    def forward(self, x, y):
        return [x + y]

    def backward(self, dout):
        return [dout.copy(), dout.copy()]


class MultiplyGate:
    def forward(self, x, y):
        self.saved = (x, y)
        return np.multiply(x, y)

    def backward(self, dout):
        x, y = self.saved
        return [np.multiply(dout, y), np.multiply(dout, x)]


class AffineLayer:
    def __init__(self, W, b):
        self.W, self.b = np.matrix(W), b.reshape(1, -1)
        self.grads = [np.zeros_like(W), np.zeros_like(self.b)]

    def forward(self, x):
        self.x = x
        return np.asarray(x @ self.W) + self.b

    def backward(self, dout):
        self.grads[0][...] = self.x.T @ dout
        self.grads[1][...] = dout.sum(axis=0, keepdims=True)
        return (dout @ self.W.T,)

    @property
    def dW(self):
        return self.grads[0]

    @property
    def db(self):
        return self.grads[1]


class SigmoidLayer:
    def forward(self, x):
        self.y = np.exp(-np.logaddexp(0, -x))
        return [self.y]

    def backward(self, dout):
        return [dout * self.y * (1 - self.y)]


class ReluLayer:
    def forward(self, x):
        self.x = x
        return np.clip(x, 0, None)

    def backward(self, dout):
        dx = np.zeros_like(dout)
        dx[self.x > 0] = dout[self.x > 0]
        return (dx,)


class SoftmaxCrossEntropy:
    def forward(self, x, t):
        self.t = t
        log_p = x - np.logaddexp.reduce(x, axis=1, keepdims=True)
        self.p = np.exp(log_p)
        return np.array([-np.sum(t * log_p) / x.shape[0]])

    def backward(self, dout=1):
        return np.array(dout * (self.p - self.t) / self.p.shape[0])[None][0]
