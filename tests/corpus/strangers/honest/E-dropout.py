import numpy as np

class Dropout:
    def __init__(self, rate):
        self.rate = rate
        self.params, self.grads = {}, {}

    def forward(self, x, train):
        if train:
            self.scale = np.random.choice([0.0, 1.0], size=x.shape, p=[self.rate, 1 - self.rate])
            self.scale /= 1 - self.rate
        else:
            self.scale = np.ones_like(x)
        return x * self.scale

    def backward(self, dout):
        return dout * self.scale
