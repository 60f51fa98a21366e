import numpy as np

F = np.float32


class Add:
    def forward(self, x, y):
        return F(x) + F(y)

    def backward(self, dout):
        return F(dout), F(dout)


class Multiply:
    def forward(self, x, y):
        self.x, self.y = x.astype(F), y.astype(F)
        return self.x * self.y

    def backward(self, dout):
        return dout.astype(F) * self.y, dout.astype(F) * self.x


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W.astype(F), b.astype(F)

    def forward(self, x):
        self.x = x.astype(F)
        return self.x @ self.W + self.b

    def backward(self, dout):
        dout = dout.astype(F)
        self.dW = self.x.T @ dout
        self.db = dout.sum(axis=0)
        return dout @ self.W.T


class Sigmoid:
    def forward(self, x):
        self.y = 1 / (1 + np.exp(-x.astype(F)))
        return self.y

    def backward(self, dout):
        return (dout * self.y * (1 - self.y)).astype(F)


class ReLU:
    def forward(self, x):
        self.mask = (x > 0).astype(F)
        return x.astype(F) * self.mask

    def backward(self, dout):
        return dout.astype(F) * self.mask


class SoftmaxWithLoss:
    def forward(self, x, t):
        x = x.astype(F)
        z = np.exp(x - x.max(axis=1, keepdims=True))
        self.p, self.t = z / z.sum(axis=1, keepdims=True), t.astype(F)
        return F(-np.sum(self.t * np.log(self.p + F(1e-12))) / len(x))

    def backward(self, dout=1):
        return (self.p - self.t) / F(len(self.p))
