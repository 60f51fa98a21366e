import numpy as np


class Affine:
    def __init__(self, inputs, outputs):
        self.w, self.c = np.zeros((outputs, inputs)), np.zeros(outputs)
        self.params = {'weight': self.w, 'bias': self.c}

    def forward(self, x):
        self.x = x
        return x @ self.w.T + self.c

    def backward(self, dout):
        self.grad = {'weight': dout.T @ self.x, 'bias': dout.sum(axis=0)}
        return dout @ self.w
