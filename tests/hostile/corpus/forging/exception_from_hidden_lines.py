# what: Raises from a line full of commands to a terminal, which the report quotes.
# expect: error_in_code
# code: exception
raise ValueError("\x1b[31m")  # [2J]0;gradus <b>bold</b> ::error file=a::b ‮ ⁦


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
