import numpy as np


class Branch:
    def forward(self, x):
        return x.copy(), x.copy()

    def backward(self, dout1, dout2):
        return np.mean([dout1, dout2], axis=0)
