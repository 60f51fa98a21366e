import numpy as np


class Affine:
    def __init__(self, W, b):
        self.W, self.b = {'value': W, 'grad': None}, {'value': b, 'grad': None}

    def forward(self, x):
        self.x = x
        return x @ self.W['value'] + self.b['value']

    def backward(self, dout):
        self.W['grad'] = self.x.T @ dout
        self.b['grad'] = dout.sum(axis=0)
        return dout @ self.W['value'].T
