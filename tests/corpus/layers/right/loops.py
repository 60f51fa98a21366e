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


class Max:
    def forward(self, x, y):
        self.x, self.y = x.tolist(), y.tolist()
        return [[max(a, b) for a, b in zip(*rows)] for rows in zip(self.x, self.y)]

    def backward(self, dout):
        dx, dy = np.zeros(dout.shape), np.zeros(dout.shape)
        for i in range(dout.shape[0]):
            for j in range(dout.shape[1]):
                if self.x[i][j] >= self.y[i][j]:
                    dx[i, j] = dout[i, j]
                else:
                    dy[i, j] = dout[i, j]
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


class BatchNorm:
    def __init__(self, gamma, beta, momentum):
        self.gamma = gamma
        self.beta = beta
        self.momentum = momentum
        self.means = None
        self.variances = None

    def forward(self, x, train):
        n, d = x.shape
        if self.means is None:
            self.means, self.variances = [0.0] * d, [0.0] * d
        self.z, self.s = np.empty((n, d)), np.empty(d)
        y = np.empty((n, d))
        for j in range(d):
            mean, variance = self.means[j], self.variances[j]
            if train:
                mean = sum(x[i, j] for i in range(n)) / n
                variance = sum((x[i, j] - mean) ** 2 for i in range(n)) / n
                self.means[j] += (1 - self.momentum) * (mean - self.means[j])
                self.variances[j] += (1 - self.momentum) * (variance - self.variances[j])
            self.s[j] = math.sqrt(variance + 1e-8)
            for i in range(n):
                self.z[i, j] = (x[i, j] - mean) / self.s[j]
                y[i, j] = self.gamma[j] * self.z[i, j] + self.beta[j]
        return y

    def backward(self, dout):
        n, d = dout.shape
        dx, self.dgamma, self.dbeta = np.zeros((n, d)), np.zeros(d), np.zeros(d)
        for j in range(d):
            for i in range(n):
                self.dgamma[j] += dout[i, j] * self.z[i, j]
                self.dbeta[j] += dout[i, j]
            for i in range(n):
                for k in range(n):  # through z[k, j], which depends on every x[i, j]
                    slope = (i == k) - (1 + self.z[i, j] * self.z[k, j]) / n
                    dx[i, j] += dout[k, j] * self.gamma[j] * slope / self.s[j]
        return dx


class Sigmoid:
    def one(self, v):
        return 1 / (1 + math.exp(-v)) if v > -700 else math.exp(v)

    def forward(self, x):
        self.y = np.array([[self.one(v) for v in row] for row in x])
        return self.y

    def backward(self, dout):
        return [[d * v * (1 - v) for d, v in zip(*rows)] for rows in zip(dout, self.y)]


class Tanh:
    def forward(self, x):
        self.y = [[math.tanh(v) for v in row] for row in x]
        return self.y

    def backward(self, dout):
        return [[d * (1 - v * v) for d, v in zip(*rows)] for rows in zip(dout, self.y)]


class ReLU:
    def forward(self, x):
        self.x = x
        return [[max(v, 0) for v in row] for row in x]

    def backward(self, dout):
        return [[d if v >= 0 else 0.0 for d, v in zip(*rows)] for rows in zip(dout, self.x)]


class Softmax:
    def forward(self, x):
        self.y = np.empty(x.shape)
        for i, row in enumerate(x):
            e = [math.exp(v - max(row)) for v in row]
            for j in range(len(e)):
                self.y[i, j] = e[j] / sum(e)
        return self.y

    def backward(self, dout):
        n, c = dout.shape
        dx = np.zeros((n, c))
        for i in range(n):
            for j in range(c):
                for k in range(c):
                    p, q = self.y[i, j], self.y[i, k]
                    dx[i, j] += dout[i, k] * (p * (1 - p) if j == k else -p * q)
        return dx


class SoftmaxWithLoss:
    def forward(self, x, t):
        self.p, self.t, loss = [], t, 0.0
        for row, label in zip(x, t):
            top = max(row)
            e = [math.exp(v - top) for v in row]
            p = [v / sum(e) for v in e]
            self.p.append(p)
            loss += top + math.log(sum(e)) - row[list(label).index(1)]
        return loss / len(x)

    def backward(self, dout=1):
        return (np.array(self.p) - self.t) * (dout / len(self.p))
