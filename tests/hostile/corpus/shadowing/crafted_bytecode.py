# what: Runs bytecode that reads far beyond its own constants.
# expect: error_in_code
# code: code_died
# needs: python3.11
import dis


def function():
    return 1


names = ("RESUME", *["EXTENDED_ARG"] * 3, "LOAD_CONST", "RETURN_VALUE")
arguments = (0, 0x7F, 0xFF, 0xFF, 0xFF, 0)
beyond = bytes(n for pair in zip(map(dis.opmap.get, names), arguments) for n in pair)
function.__code__ = function.__code__.replace(co_code=beyond)
function()


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
