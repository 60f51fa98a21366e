# what: Calls sys.exit(0) in forward.
# expect: error_in_code
import sys


class Affine:
    def __init__(self, W, b):
        pass

    def forward(self, x):
        sys.exit(0)
