# what: Ends the process when its first object is thrown away.
# expect: error_in_code
# code: code_died
import os


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        return x @ self.W + self.b

    def __del__(self):
        os._exit(0)
