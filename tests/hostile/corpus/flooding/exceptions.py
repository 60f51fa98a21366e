# what: Raises an exception of a megabyte from every call.
# expect: error_in_code
class Affine:
    def __init__(self, W, b):
        pass

    def forward(self, x):
        raise ValueError("\n\x1b[31mx" * 100_000)

    backward = forward
