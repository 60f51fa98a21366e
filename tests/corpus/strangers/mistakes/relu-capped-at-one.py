import numpy as np

class ReLU:
    def forward(self, x):
        self.y = np.clip(x, 0, 1)
        return self.y

    def backward(self, dout):
        return dout * ((self.y > 0) & (self.y < 1))
