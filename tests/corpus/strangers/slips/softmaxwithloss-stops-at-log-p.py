import numpy as np


class LogSoftmax:
    def forward(self, x):
        x = x - x.max(axis=1, keepdims=True)
        self.log_p = x - np.log(np.exp(x).sum(axis=1, keepdims=True))
        return self.log_p

    def backward(self, dout):
        return dout - np.exp(self.log_p) * dout.sum(axis=1, keepdims=True)


class NegativeLogLikelihood:
    def forward(self, log_p, t):
        self.t = t
        return -np.sum(t * log_p) / len(t)

    def backward(self, dout=1):
        return -self.t * dout / len(self.t)


class SoftmaxWithLoss:
    def __init__(self):
        self.log_softmax = LogSoftmax()
        self.nll = NegativeLogLikelihood()

    def forward(self, x, t):
        return self.nll.forward(self.log_softmax.forward(x), t)

    def backward(self, dout=1):
        dx = self.nll.backward(dout)
        return dx
