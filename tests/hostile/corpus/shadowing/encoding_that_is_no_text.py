# coding: zlib_codec
# what: Declares an encoding that unpacks, so that a small file could be a large one.
# expect: error_in_code
# code: not_text



class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
