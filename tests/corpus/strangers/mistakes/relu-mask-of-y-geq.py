import numpy as np

class Layer:
    def __call__(self, *args):
        return self.forward(*args)
    def forward(self, x):
        raise NotImplementedError
    def backward(self, dout):
        raise NotImplementedError


class ReLU(Layer):
    def forward(self, x):
        self.y = (np.abs(x) + x) / 2
        return self.y
    def backward(self, dout):
        return dout * (self.y >= 0).astype(dout.dtype)
