import numpy as np


class Affine:
    def __init__(self, inputs, outputs):
        self.params = {'weight': np.zeros((outputs, inputs)), 'bias': np.zeros((outputs, 1))}
        self.grads = {}

    def forward(self, x):
        self.x = x
        return (self.params['weight'] @ x.T + self.params['bias']).T

    def backward(self, dout):
        self.grads['weight'] = dout.T @ self.x
        self.grads['bias'] = dout.sum(axis=0, keepdims=True).T
        return dout @ self.params['weight']
