import numpy as np

class LeakyReLU:
    def __init__(self, alpha=0.01):
        self.alpha = alpha
    def forward(self, x):
        self.slope = np.where(x > 0, 1.0, self.alpha)
        return self.slope * x
    def backward(self, dout):
        return dout * np.where(self.slope == 1.0, 1.0, 0.01)
