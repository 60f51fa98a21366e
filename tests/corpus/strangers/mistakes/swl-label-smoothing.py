import numpy as np

class SoftmaxWithLoss:
    def forward(self, x, t):
        C = x.shape[1]
        t = 0.9 * t + 0.1 / C
        z = x - np.max(x, axis=1, keepdims=True)
        logp = z - np.log(np.sum(np.exp(z), axis=1, keepdims=True))
        self.delta = (np.exp(logp) - t) / x.shape[0]
        return -np.sum(t * logp) / x.shape[0]

    def backward(self, dout=1):
        return dout * self.delta
