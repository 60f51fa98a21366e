# what: Ends the process with the status that means a fault of the sandbox, and says so on its output.
# expect: error_in_code
# code: code_died
import os

os.write(2, b"OSError: [Errno 12] Cannot allocate memory")
os._exit(70)


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
