import numpy as np


class P:
    def __init__(self, v):
        self.v, self.grad = v, None


class Affine:
    def __init__(self, W, b):
        self.params = {'W': P(W), 'b': P(b)}

    def forward(self, x):
        self.x = x
        return x @ self.params['W'].v + self.params['b'].v

    def backward(self, dout):
        self.params['W'].grad = self.x.T @ dout
        self.params['b'].grad = dout.sum(axis=0)
        return dout @ self.params['W'].v.T
