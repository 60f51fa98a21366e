# what: Loops when its object is thrown away.
# expect: time_limit
# code: time_limit
# limits: wall_s=0.4
class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        return x @ self.W + self.b

    def __del__(self):
        while True:
            pass
