# what: Empties the frame's own account of the inputs that it was given.
# expect: forbidden_action
# code: channel_misused
import sys


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        step = sys._getframe()
        while step:
            for value in list(step.f_locals.values()):
                for name in getattr(value, "_handed", None) or ():
                    value._handed[name] = ()
            step = step.f_back
        return x @ self.W + self.b
