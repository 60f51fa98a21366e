import numpy as np


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW = self.x.T @ dout
        self.db = dout.sum(axis=0)
        return dout @ self.W.T


class Sigmoid:
    def forward(self, x):
        self.y = 1 / (1 + np.exp(-x))
        return self.y

    def backward(self, dout):
        return dout * self.y * (1 - self.y)


class SoftmaxWithLoss:
    def forward(self, x, t):
        e = np.exp(x - x.max(axis=1, keepdims=True))
        self.y, self.t = e / e.sum(axis=1, keepdims=True), t
        return -np.sum(t * np.log(self.y + 1e-12)) / len(x)

    def backward(self, dout=1):
        return dout * (self.y - self.t) / len(self.t)


class ThreeLayerPerceptron:
    def __init__(self, W1, b1, W2, b2):
        self.affine1 = Affine(W1, b1)
        self.sigmoid = Sigmoid()
        self.affine2 = Affine(W2, b2)
        self.last = SoftmaxWithLoss()

    def forward(self, x, t):
        h = self.sigmoid.forward(self.affine1.forward(x))
        return self.last.forward(self.affine2.forward(h), t)

    def backward(self, dout=1):
        dout = self.last.backward(dout)
        dout = self.affine2.backward(dout)
        dout = self.sigmoid.backward(dout)
        dx = self.affine1.backward(dout)
        self.dW1, self.db1 = self.affine1.dW, self.affine1.db
        self.dW2, self.db2 = self.affine2.dW, self.affine2.db
        return dx
