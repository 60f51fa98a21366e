import numpy as np


class Max:
    def forward(self, x, y):
        self.x, self.y = x, y
        return np.maximum(x, y)

    def backward(self, dout):
        grads = []
        for a in (self.x, self.y):
            onehot = np.zeros_like(a)
            onehot[np.arange(len(a)), a.argmax(axis=1)] = 1
            grads.append(dout * onehot)
        return grads[0], grads[1]
