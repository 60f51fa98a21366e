# what: Raises the exceptions of the judge itself, as far as their names go.
# expect: error_in_code
# code: exception
class RunnerFaultError(Exception):
    pass


raise RunnerFaultError("the child process failed: out of memory")


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
