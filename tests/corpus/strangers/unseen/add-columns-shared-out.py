import numpy as np


class Add:
    def forward(self, x, y):
        self.half = x.shape[1] // 2
        return x + y

    def backward(self, dout):
        dx = np.zeros_like(dout)
        dy = np.zeros_like(dout)
        dx[:, :self.half] = dout[:, :self.half]
        dy[:, self.half:] = dout[:, self.half:]
        return dx, dy
