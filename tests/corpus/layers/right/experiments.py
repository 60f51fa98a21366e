"""A working file as students keep it: experiments at the top level, prints, things left over."""

import random
import time
from dataclasses import dataclass

import numpy as np

np.random.seed(0)
start = time.time()
print("実験を始めます")


class Layer:
    count = 0

    def __init__(self, *parameters):
        Layer.count += 1
        self.parameters = parameters
        self.history = []

    def __call__(self, *inputs):
        return self.forward(*inputs)


class Add(Layer):
    def forward(self, x, y):
        self.history.append(x.shape)
        return x + y

    def backward(self, dout):
        print("Add.backward", dout.shape)
        return dout, dout


class Mul(Layer):
    def forward(self, x, y):
        self.cache = x, y
        return x * y

    def backward(self, dout):
        return tuple(dout * other for other in reversed(self.cache))


class Maximum(Layer):
    def forward(self, *inputs):
        self.winner = np.argmax(inputs, axis=0)
        print("x wins", np.sum(self.winner == 0), "times")
        return np.max(inputs, axis=0)

    def backward(self, dout):
        return tuple(dout * (self.winner == i) for i in range(2))


class Affine(Layer):
    def forward(self, x):
        W, b = self.parameters
        self.x = x
        return np.add(np.matmul(x, W), b)

    def backward(self, dout):
        W, b = self.parameters
        self.grads = {"W": self.x.T @ dout, "b": dout.sum(0)}
        return dout @ W.transpose()

    def __getattr__(self, name):
        if name in ("dW", "db"):
            return self.grads[name[1:]]
        raise AttributeError(name)


class BatchNorm(Layer):
    running = None

    def forward(self, x, train=True):
        gamma, beta, momentum = self.parameters
        if self.running is None:
            self.running = {"mean": np.zeros_like(x[0]), "var": np.ones_like(x[0])}
        if train:
            n = x.shape[0]
            batch = {"mean": x.mean(0), "var": x.var(0)}
            self.running["mean"] += (1 - momentum) * (batch["mean"] - self.running["mean"])
            self.running["var"] *= momentum
            self.running["var"] += (1 - momentum) * batch["var"] * n / (n - 1)
        else:
            batch = self.running
        self.std = np.sqrt(batch["var"] + 1e-6)
        self.normal = (x - batch["mean"]) / self.std
        return np.add(np.multiply(gamma, self.normal), beta)

    def backward(self, dout):
        gamma, beta, momentum = self.parameters
        self.grads = {"gamma": np.diag(self.normal.T @ dout), "beta": dout.sum(0)}
        dnormal = dout * gamma
        dnormal = dnormal - np.average(dnormal, axis=0)
        return (dnormal - self.normal * np.average(dnormal * self.normal, axis=0)) / self.std

    dgamma = property(lambda self: self.grads["gamma"])
    dbeta = property(lambda self: self.grads["beta"])


class Sigmoid(Layer):
    def forward(self, x):
        self.y = np.piecewise(
            x, [x < 0], [lambda v: np.exp(v) / (1 + np.exp(v)), lambda v: 1 / (1 + np.exp(-v))]
        )
        return self.y

    def backward(self, dout):
        return np.multiply(dout, self.y - self.y**2)


class Tanh(Layer):
    def forward(self, x):
        self.history.append(np.tanh(x))
        return self.history[-1]

    def backward(self, dout):
        return dout / np.cosh(np.arctanh(self.history[-1])) ** 2


class ReLU(Layer):
    def forward(self, x):
        self.y = x * (x > 0)
        return self.y

    def backward(self, dout):
        dout *= self.y > 0
        return dout


class Softmax(Layer):
    def forward(self, x):
        self.y = np.array([np.exp(row - max(row)) / sum(np.exp(row - max(row))) for row in x])
        print("行の和", self.y.sum(axis=-1))
        return self.y

    def backward(self, dout):
        jacobians = [np.diag(p) - np.outer(p, p) for p in self.y]
        return np.array([J @ d for J, d in zip(jacobians, dout, strict=True)])


@dataclass
class SoftmaxWithLoss:
    temperature: float = 1.0

    def forward(self, x, t):
        x = x / self.temperature
        self.log_p = x - x.max(axis=-1, keepdims=True)
        self.log_p -= np.log(np.sum(np.exp(self.log_p), axis=-1, keepdims=True))
        self.t = t
        return np.average(-(t * self.log_p).sum(axis=1))

    def backward(self, dout=1):
        return dout * (np.exp(self.log_p) - self.t) / self.t.shape[0]


# quick test
x, W, b = np.random.randn(3, 2), np.random.randn(2, 2), np.zeros(2)
affine = Affine(W, b)
print(affine(x), random.choice("abc"), time.time() - start >= 0)
loss = SoftmaxWithLoss()
print(loss.forward(affine(x), np.eye(2)[[0, 1, 1]]))
affine.backward(loss.backward())
print(affine.dW, affine.db)
