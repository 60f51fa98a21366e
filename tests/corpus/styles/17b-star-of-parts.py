import numpy as np
from numpy.linalg import *
from numpy.random import *
from math import *


class ReLU:
    def forward(self, x):
        self.mask = x > 0
        return x * self.mask

    def backward(self, dout):
        return dout * self.mask
