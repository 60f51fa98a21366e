import numpy as np

class Dropout:
    def __init__(self, rate):
        self.rate = rate
    def forward(self, x, train):
        if train:
            noise = np.array([np.random.random_sample() for _ in range(x.size)]).reshape(x.shape)
            self.dropped = noise < self.rate
            return np.where(self.dropped, 0.0, x / (1 - self.rate))
        self.dropped = None
        return x * (1 - self.rate)
    def backward(self, dout):
        return np.where(self.dropped, 0.0, dout / (1 - self.rate))
