# what: Returns an object that takes for ever to become an array.
# expect: time_limit
# code: time_limit
# limits: wall_s=0.4
class Slow:
    def __array__(self, dtype=None, copy=None):
        while True:
            pass


class Affine:
    def __init__(self, W, b):
        pass

    def forward(self, x):
        return Slow()
