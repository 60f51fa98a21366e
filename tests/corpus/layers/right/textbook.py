# coding: utf-8
import numpy as np


def softmax(x):
    if x.ndim == 2:
        x = x.T
        x = x - np.max(x, axis=0)
        y = np.exp(x) / np.sum(np.exp(x), axis=0)
        return y.T
    x = x - np.max(x)
    return np.exp(x) / np.sum(np.exp(x))


def mean_log_loss(y, t):
    if t.size == y.size:  # one-hot
        t = t.argmax(axis=1)
    n = y.shape[0]
    return -np.sum(np.log(y[np.arange(n), t] + 1e-7)) / n


class AddLayer:
    def __init__(self):
        pass

    def forward(self, x, y):
        out = x + y
        return out

    def backward(self, dout):
        dx = dout * 1
        dy = dout * 1
        return dx, dy


class MulLayer:
    def __init__(self):
        self.x = None
        self.y = None

    def forward(self, x, y):
        self.x = x
        self.y = y
        out = x * y
        return out

    def backward(self, dout):
        dx = dout * self.y
        dy = dout * self.x
        return dx, dy


class MaxLayer:
    def __init__(self):
        self.mask = None

    def forward(self, x, y):
        self.mask = x >= y
        out = y.copy()
        out[self.mask] = x[self.mask]
        return out

    def backward(self, dout):
        dx = dout.copy()
        dy = dout.copy()
        dx[~self.mask] = 0
        dy[self.mask] = 0
        return dx, dy


class Affine:
    def __init__(self, W, b):
        self.W = W
        self.b = b
        self.x = None
        self.original_x_shape = None
        self.dW = None
        self.db = None

    def forward(self, x):
        self.original_x_shape = x.shape
        x = x.reshape(x.shape[0], -1)
        self.x = x
        return np.dot(self.x, self.W) + self.b

    def backward(self, dout):
        dx = np.dot(dout, self.W.T)
        self.dW = np.dot(self.x.T, dout)
        self.db = np.sum(dout, axis=0)
        return dx.reshape(*self.original_x_shape)


class BatchNormalization:
    def __init__(self, gamma, beta, momentum=0.9):
        self.gamma = gamma
        self.beta = beta
        self.momentum = momentum
        self.mean_so_far = None
        self.var_so_far = None
        self.centred = None
        self.std = None
        self.dgamma = None
        self.dbeta = None

    def forward(self, x, train=True):
        if self.mean_so_far is None:  # the first batch tells how many columns there are
            self.mean_so_far = np.zeros(x.shape[1])
            self.var_so_far = np.zeros(x.shape[1])
        if not train:
            normalized = (x - self.mean_so_far) / np.sqrt(self.var_so_far + 1e-6)
            return self.gamma * normalized + self.beta
        mean = np.mean(x, axis=0)
        self.centred = x - mean
        var = np.mean(self.centred**2, axis=0)
        self.std = np.sqrt(var + 1e-6)
        self.mean_so_far = self.momentum * self.mean_so_far + (1 - self.momentum) * mean
        self.var_so_far = self.momentum * self.var_so_far + (1 - self.momentum) * var
        return self.gamma * (self.centred / self.std) + self.beta

    def backward(self, dout):
        # node by node through the graph, from the output to x
        n = dout.shape[0]
        self.dbeta = np.sum(dout, axis=0)
        self.dgamma = np.sum(dout * self.centred / self.std, axis=0)
        dnormalized = dout * self.gamma
        dstd = -np.sum(dnormalized * self.centred, axis=0) / self.std**2
        dvar = dstd / (2 * self.std)
        dcentred = dnormalized / self.std + dvar * 2 * self.centred / n
        dmean = -np.sum(dcentred, axis=0)
        return dcentred + dmean / n


class Sigmoid:
    def __init__(self):
        self.out = None

    def forward(self, x):
        self.out = 1 / (1 + np.exp(-x))
        return self.out

    def backward(self, dout):
        return dout * (1.0 - self.out) * self.out


class Tanh:
    def __init__(self):
        self.out = None

    def forward(self, x):
        self.out = np.tanh(x)
        return self.out

    def backward(self, dout):
        return dout * (1.0 - self.out) * (1.0 + self.out)


class Relu:
    def __init__(self):
        self.mask = None

    def forward(self, x):
        self.mask = x <= 0
        out = x.copy()
        out[self.mask] = 0
        return out

    def backward(self, dout):
        dout[self.mask] = 0  # overwrites what it was given
        return dout


class Softmax:
    def __init__(self):
        self.out = None

    def forward(self, x):
        self.out = softmax(x)
        return self.out

    def backward(self, dout):
        dx = self.out * dout
        total = np.sum(dx, axis=1, keepdims=True)
        dx -= self.out * total
        return dx


class SoftmaxWithLoss:
    def __init__(self):
        self.loss = None
        self.y = None
        self.t = None

    def forward(self, x, t):
        self.t = t
        self.y = softmax(x)
        self.loss = mean_log_loss(self.y, self.t)
        return self.loss

    def backward(self, dout=1):  # ignores dout
        n = self.t.shape[0]
        if self.t.size == self.y.size:
            return (self.y - self.t) / n
        dx = self.y.copy()
        dx[np.arange(n), self.t] -= 1
        return dx / n
