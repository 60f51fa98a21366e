import numpy as np
from numpy import einsum


class Add:
    def forward(self, x, y):
        return np.sum([x, y], axis=0)

    def backward(self, dout):
        return np.stack([dout, dout])


class Multiply:
    def forward(self, x, y):
        self.factors = np.stack([x, y])
        return einsum("ij,ij->ij", x, y)

    def backward(self, dout):
        return einsum("ij,kij->kij", dout, self.factors[::-1])


class Max:
    def forward(self, x, y):
        self.sign = np.sign(x - y)
        return 0.5 * (x + y + self.sign * (x - y))

    def backward(self, dout):
        shares = 0.5 * np.stack([1 + self.sign, 1 - self.sign])  # one half each where they tie
        return einsum("ij,kij->kij", dout, shares)


class Affine:
    def __init__(self, W, b):
        self.params = np.vstack([W, b])  # the bias as one more row of W

    def forward(self, x):
        self.x = np.hstack([x, np.ones((len(x), 1))])
        return einsum("nd,dm->nm", self.x, self.params)

    def backward(self, dout):
        both = einsum("nd,nm->dm", self.x, dout)
        self.dW, self.db = both[:-1], both[-1]
        return einsum("nm,dm->nd", dout, self.params[:-1])


class BatchNorm:
    def __init__(self, gamma, beta, momentum):
        self.params = np.stack([gamma, beta])
        self.running = np.stack([np.zeros(len(gamma)), np.ones(len(gamma))])  # mean, variance
        self.weights = np.array([momentum, 1 - momentum])

    def forward(self, x, train):
        moments = self.running
        if train:
            mean = einsum("nd->d", x) / len(x)
            moments = np.stack([mean, einsum("nd,nd->d", x - mean, x - mean) / len(x)])
            self.running = einsum("i,ijd->jd", self.weights, np.stack([self.running, moments]))
        self.r = (moments[1] + 1e-5) ** -0.5
        z = einsum("nd,d->nd", x - moments[0], self.r)
        self.z = np.stack([z, np.ones_like(z)])  # beta is the scale of a column of ones
        return einsum("jnd,jd->nd", self.z, self.params)

    def backward(self, dout):
        n = len(dout)
        self.dgamma, self.dbeta = einsum("jnd,nd->jd", self.z, dout)
        jacobian = np.eye(n)[:, :, None] - einsum("jnd,jmd->nmd", self.z, self.z) / n
        return einsum("nmd,md,d,d->nd", jacobian, dout, self.params[0], self.r)


class Sigmoid:
    def forward(self, x):
        self.t = np.tanh(x / 2)
        return 0.5 * (1 + self.t)

    def backward(self, dout):
        return dout * 0.25 * (1 - self.t**2)


class Tanh:
    def forward(self, x):
        self.s = 1 / (1 + np.exp(-2 * x))
        return 2 * self.s - 1

    def backward(self, dout):
        return einsum(",nd,nd,nd->nd", 4, dout, self.s, 1 - self.s)


class ReLU:
    def forward(self, x):
        self.x = x
        return 0.5 * (x + np.abs(x))

    def backward(self, dout):
        return dout * 0.5 * (1 + np.sign(self.x))  # one half at 0


class Softmax:
    def forward(self, x):
        z = np.exp(x - x.max(axis=1)[:, None])
        self.y = einsum("nc,n->nc", z, 1 / einsum("nc->n", z))
        return self.y

    def backward(self, dout):
        jacobian = einsum("nc,ck->nck", self.y, np.eye(self.y.shape[1]))
        jacobian -= einsum("nc,nk->nck", self.y, self.y)
        return einsum("nck,nk->nc", jacobian, dout)


class SoftmaxWithLoss:
    def forward(self, x, t):
        z = np.exp(x - x.max(axis=1)[:, None])
        self.p, self.t = z / einsum("nc->n", z)[:, None], t
        return np.mean(-np.log(np.maximum(einsum("nc,nc->n", self.p, t), 1e-300)))

    def backward(self, dout=1):
        n, c = self.p.shape
        jacobian = einsum("nc,cd->ncd", self.p, np.eye(c)) - einsum("nc,nd->ncd", self.p, self.p)
        dp = -self.t / np.maximum(self.p, 1e-300) / n
        return dout * einsum("ncd,nd->nc", jacobian, dp)
