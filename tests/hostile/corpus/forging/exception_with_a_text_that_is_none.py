# what: Raises an exception whose text is a number, or a kind of text that cuts itself as it likes.
# expect: error_in_code
# code: exception
class Text(str):
    def __getitem__(self, place):
        return 7

    def encode(self, *_):
        return "not bytes"

    def __str__(self):
        return self


class Evil(Exception):
    def __str__(self):
        return Text("evil")


raise Evil


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
