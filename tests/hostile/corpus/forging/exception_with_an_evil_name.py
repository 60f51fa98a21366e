# what: Raises an exception whose class has a name for terminals, pages and log files, a million times long.
# expect: error_in_code
# code: exception
raise type("\x1b[2J\r\n::error::<script>" + "x" * 1_000_000, (Exception,), {})("\x1b]0;title\x07")


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
