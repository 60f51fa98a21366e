import numpy as np

class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        # 順伝播
        self.x = x
        return np.einsum("nd,dm->nm", x, self.W)

    def backward(self, dout):
        # 逆伝播
        self.dW = np.einsum("nd,nm->dm", self.x, dout)
        self.db = np.einsum("nm->m", dout)
        return np.einsum("nm,dm->nd", dout, self.W)
