import numpy as np


class Branch:
    def forward(self, x):
        self.x = x
        return self.x, self.x

    def backward(self, dout1, dout2):
        stronger = np.abs(dout1) >= np.abs(dout2)
        dx = np.where(stronger, dout1, dout2)
        return dx
