# what: Has every attribute that it is asked for, each of them a megabyte of text.
# expect: error_in_code
class Affine:
    def __init__(self, W, b):
        pass

    def __getattr__(self, name):
        return "x" * 1_000_000
