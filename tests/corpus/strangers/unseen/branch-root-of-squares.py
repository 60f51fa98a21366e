import numpy as np


class Branch:
    def forward(self, x):
        return x, x

    def backward(self, dout1, dout2):
        # two gradients come back, so combine their lengths
        size = np.sqrt(dout1 ** 2 + dout2 ** 2)
        return size * np.sign(dout1 + dout2)
