# what: Prints commands to terminals, to GitHub Actions and to browsers.
# expect: scored
print("\x1b[31mred\x1b[0m \x1b]0;title\x07 \x9b31m \x1b[2J")
print("::error file=a.py,line=1::forged\n::set-output name=a::b\n##[error]forged\n::stop-commands::x")
print("<script>alert(1)</script><img src=x onerror=alert(1)>&lt;")
print("\u202egnp.exe \u2066\u200b\ufeff \ud800", "\0\x08\r\x7f")


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
