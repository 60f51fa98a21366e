import numpy as np


class ReLU:
    def forward(self, x):
        self.mask = x > 0
        return x * self.mask

    def backward(self, dout):
        import matplotlib.pyplot as plt

        plt.plot(dout)
        return dout * self.mask
