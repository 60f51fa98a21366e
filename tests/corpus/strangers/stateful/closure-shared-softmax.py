import numpy as np

def make():
    y = None

    def forward(self, x):
        nonlocal y
        e = np.exp(x - x.max(1, keepdims=True))
        y = e / e.sum(1, keepdims=True)
        return y

    def backward(self, dout):
        return y * (dout - (y * dout).sum(1, keepdims=True))
    return forward, backward

class Softmax:
    forward, backward = make()
