import numpy as np
from dataclasses import dataclass, field


@dataclass
class SquaredError:
    y: np.ndarray = None
    t: np.ndarray = None
    name: str = field(default="squared error")

    def forward(self, y, t):
        self.y, self.t = y, t
        n_rows = y.shape[0]
        return float(np.linalg.norm(y - t) ** 2) / (2 * n_rows)

    def backward(self, dout=1):
        return dout * (self.y - self.t) / self.y.shape[1]
