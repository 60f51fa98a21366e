import numpy as np


class Cached:
    def keep(self, **values):
        self.__dict__.update(values)


class Module:
    training = True


class ReLU(Cached, Module):
    def forward(self, x):
        self.keep(mask=x > 0)
        return x * self.mask

    def backward(self, dout):
        return dout * self.mask
