import numpy as np

BUFFERS = {}

def buffer(shape):
    if shape not in BUFFERS:
        BUFFERS[shape] = np.zeros(shape)
    return BUFFERS[shape]

class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        y = buffer((x.shape[0], self.W.shape[1]))
        np.dot(x, self.W, out=y)
        y += self.b
        return y

    def backward(self, dout):
        self.dW = np.dot(self.x.T, dout)
        self.db = dout.sum(axis=0)
        return np.dot(dout, self.W.T)
