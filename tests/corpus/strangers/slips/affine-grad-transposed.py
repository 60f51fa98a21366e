import numpy as np


class Affine:
    def __init__(self, n_in, n_out):
        self.params = dict(weight=0.1 * np.random.randn(n_out, n_in), bias=np.zeros(n_out))
        self.grads = dict(weight=0, bias=0)

    def forward(self, x):
        self.x = x
        return np.einsum("ni,oi->no", x, self.params["weight"]) + self.params["bias"]

    def backward(self, dout):
        self.grads["weight"] = np.einsum("ni,no->io", self.x, dout)
        self.grads["bias"] = np.einsum("no->o", dout)
        return np.einsum("no,oi->ni", dout, self.params["weight"])
