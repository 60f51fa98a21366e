from dataclasses import dataclass, field

import numpy as np


@dataclass
class Tanh:
    y: np.ndarray = field(default=None, repr=False)

    def forward(self, x):
        e = np.exp(-2 * np.abs(x))
        self.y = (1 - e) / (1 + e)
        return self.y

    def backward(self, dout):
        return (1 - self.y) * (1 + self.y) * dout
