import numpy as np


class Affine:
    def __init__(self, inputs, outputs):
        weight = np.zeros((outputs, inputs))
        self.params = dict(weight=weight, bias=np.zeros((1, outputs)))
        self.grads = dict(weight=np.zeros_like(weight), bias=np.zeros((1, outputs)))

    def forward(self, x):
        self.x = x
        return np.einsum("ni,oi->no", x, self.params["weight"]) + self.params["bias"]

    def backward(self, dout):
        self.grads["weight"] = np.einsum("no,ni->oi", dout, self.x)
        self.grads["bias"] = np.sum(dout, axis=0, keepdims=True)
        return np.einsum("no,oi->ni", dout, self.params["weight"])
