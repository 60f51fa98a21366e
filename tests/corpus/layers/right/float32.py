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


class Max:
    def forward(self, x, y):
        x, y = x.astype(F), y.astype(F)
        self.mask = (x >= y).astype(F)
        return np.maximum(x, y)

    def backward(self, dout):
        dout = dout.astype(F)
        return dout * self.mask, dout * (1 - self.mask)


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


class BatchNorm:
    def __init__(self, gamma, beta, momentum):
        self.gamma, self.beta, self.momentum = gamma.astype(F), beta.astype(F), F(momentum)
        self.mean, self.var = np.zeros(len(gamma), F), np.ones(len(gamma), F)

    def forward(self, x, train):
        x = x.astype(F)
        mean, var = (x.mean(axis=0), x.var(axis=0)) if train else (self.mean, self.var)
        if train:
            self.mean = self.momentum * self.mean + (1 - self.momentum) * mean
            self.var = self.momentum * self.var + (1 - self.momentum) * var
        self.r = 1 / np.sqrt(var + F(1e-5))
        self.z = (x - mean) * self.r
        return self.gamma * self.z + self.beta

    def backward(self, dout):
        dout, n = dout.astype(F), F(len(dout))
        self.dgamma = np.sum(dout * self.z, axis=0)
        self.dbeta = np.sum(dout, axis=0)
        return self.gamma * self.r * (dout - self.dbeta / n - self.z * self.dgamma / n)


class Sigmoid:
    def forward(self, x):
        self.y = 1 / (1 + np.exp(-x.astype(F)))
        return self.y

    def backward(self, dout):
        return (dout * self.y * (1 - self.y)).astype(F)


class Tanh:
    def forward(self, x):
        self.y = np.tanh(x.astype(F))
        return self.y

    def backward(self, dout):
        return (dout * (1 - self.y * self.y)).astype(F)


class ReLU:
    def forward(self, x):
        self.mask = (x > 0).astype(F)
        return x.astype(F) * self.mask

    def backward(self, dout):
        return dout.astype(F) * self.mask


class Softmax:
    def forward(self, x):
        x = x.astype(F)
        z = np.exp(x - x.max(axis=1, keepdims=True))
        self.y = z / z.sum(axis=1, keepdims=True)
        return self.y

    def backward(self, dout):
        d = dout.astype(F) * self.y
        return d - self.y * d.sum(axis=1, keepdims=True)


class SoftmaxWithLoss:
    def forward(self, x, t):
        x = x.astype(F)
        z = np.exp(x - x.max(axis=1, keepdims=True))
        self.p, self.t = z / z.sum(axis=1, keepdims=True), t.astype(F)
        return F(-np.sum(self.t * np.log(self.p + F(1e-12))) / len(x))

    def backward(self, dout=1):
        return (self.p - self.t) / F(len(self.p))
