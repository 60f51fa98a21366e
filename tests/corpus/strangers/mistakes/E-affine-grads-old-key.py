import numpy as np

class Affine:
    def __init__(self, in_features, out_features):
        k = 1 / np.sqrt(in_features)
        self.params = {
            "weight": np.random.uniform(-k, k, (out_features, in_features)),
            "bias": np.random.uniform(-k, k, out_features),
        }
        self.grads = {name: np.zeros_like(p) for name, p in self.params.items()}

    def forward(self, x):
        self.x = x
        return x @ self.params["weight"].T + self.params["bias"]

    def backward(self, dout):
        self.grads["weight"] = dout.T @ self.x
        self.grads["b"] = dout.sum(0)
        return dout @ self.params["weight"]
