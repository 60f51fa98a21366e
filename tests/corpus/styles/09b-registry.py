import numpy as np


LAYERS = {}


class Meta(type):
    def __new__(mcs, name, bases, members):
        made = super().__new__(mcs, name, bases, members)
        LAYERS[name] = made
        return made


class ReLU(metaclass=Meta):
    def forward(self, x):
        self.mask = x > 0
        return x * self.mask

    def backward(self, dout):
        return dout * self.mask
