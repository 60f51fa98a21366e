import numpy as np

class Sigmoid:
    def __call__(self, x):
        return 0.5 * (1 + np.tanh(x / 2))

    def forward(self, x):
        self.x = x
        return self(x)

    def backward(self, dout):
        steps = np.linspace(-1e-4, 1e-4, 5)
        grid = self(self.x[..., None] + steps)
        slope = np.gradient(grid, steps, axis=-1, edge_order=2)[..., 2]
        return dout * slope
