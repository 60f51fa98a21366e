import numpy as np


class Affine:
    def __init__(self, W, b):
        self._W, self._b, self._g = W, b, {}

    @property
    def dW(self):
        return self._g['W']

    @property
    def db(self):
        return self._g['b']

    def forward(self, x):
        self._x = x
        return x @ self._W + self._b

    def backward(self, dout):
        self._g = {'W': self._x.T @ dout, 'b': dout.sum(axis=0)}
        return dout @ self._W.T
