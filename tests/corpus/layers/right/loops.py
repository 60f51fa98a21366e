import math

import numpy as np


class Add:
    def forward(self, x, y):
        return [[x[i][j] + y[i][j] for j in range(len(x[i]))] for i in range(len(x))]

    def backward(self, dout):
        return dout.tolist(), dout.tolist()


class Multiply:
    def forward(self, x, y):
        self.x, self.y = x.copy(), y.copy()
        out = np.zeros(x.shape)
        for i in range(x.shape[0]):
            for j in range(x.shape[1]):
                out[i, j] = x[i, j] * y[i, j]
        return out

    def backward(self, dout):
        dx, dy = np.zeros(dout.shape), np.zeros(dout.shape)
        for i in range(dout.shape[0]):
            for j in range(dout.shape[1]):
                dx[i, j] = dout[i, j] * self.y[i, j]
                dy[i, j] = dout[i, j] * self.x[i, j]
        return dx, dy


class Affine:
    def __init__(self, W, b):
        self.W = W
        self.b = b

    def forward(self, x):
        self.x = x
        n, d = x.shape
        m = len(self.b)
        y = np.empty((n, m))
        for i in range(n):
            for k in range(m):
                y[i, k] = self.b[k]
                for j in range(d):
                    y[i, k] += x[i, j] * self.W[j, k]
        return y

    def backward(self, dout):
        n, d = self.x.shape
        m = len(self.b)
        dx, self.dW, self.db = np.zeros((n, d)), np.zeros((d, m)), np.zeros(m)
        for i in range(n):
            for k in range(m):
                self.db[k] += dout[i, k]
                for j in range(d):
                    self.dW[j, k] += self.x[i, j] * dout[i, k]
                    dx[i, j] += self.W[j, k] * dout[i, k]
        return dx


class Sigmoid:
    def one(self, v):
        return 1 / (1 + math.exp(-v)) if v > -700 else math.exp(v)

    def forward(self, x):
        self.y = np.array([[self.one(v) for v in row] for row in x])
        return self.y

    def backward(self, dout):
        return [[d * v * (1 - v) for d, v in zip(*rows)] for rows in zip(dout, self.y)]


class ReLU:
    def forward(self, x):
        self.x = x
        return [[max(v, 0) for v in row] for row in x]

    def backward(self, dout):
        return [[d if v >= 0 else 0.0 for d, v in zip(*rows)] for rows in zip(dout, self.x)]


class SoftmaxWithLoss:
    def forward(self, x, t):
        self.p, self.t, loss = [], t, 0.0
        for row, label in zip(x, t):
            top = max(row)
            e = [math.exp(v - top) for v in row]
            p = [v / sum(e) for v in e]
            self.p.append(p)
            loss -= math.log(p[list(label).index(1)])
        return loss / len(x)

    def backward(self, dout=1):
        return (np.array(self.p) - self.t) * (dout / len(self.p))
