# what: Runs a command with the subprocess module.
# expect: scored
import subprocess


def escaped(how):
    print("ESCAPED:", how)
    raise SystemError("ESCAPED: " + how)


try:
    subprocess.run(["/bin/echo", "ESC" + "APED"], check=False)
except OSError:
    pass
else:
    escaped("subprocess")


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
