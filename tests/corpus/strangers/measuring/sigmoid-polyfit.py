import numpy as np

nodes = 0.05 * np.cos(np.pi * (np.arange(9) + 0.5) / 9)

def value(x):
    return 1 / (1 + np.exp(-x))

class Sigmoid:
    def forward(self, x):
        self.x = x
        return value(x)

    def backward(self, dout):
        ys = value(self.x.ravel() + nodes[:, None])
        coefficients = np.polyfit(nodes / 0.05, ys, 8)
        return dout * (coefficients[-2] / 0.05).reshape(dout.shape)
