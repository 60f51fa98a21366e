# what: Reads /etc/passwd and prints it.
# expect: forbidden_action
# code: forbidden
text = open("/etc/passwd").read()
print("ESCAPED", text)


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
