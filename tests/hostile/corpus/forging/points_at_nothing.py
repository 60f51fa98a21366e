# what: Returns an object that claims to be an array at address 8.
# expect: error_in_code
# code: code_died
class Nowhere:
    __array_interface__ = {"data": (8, True), "shape": (5, 3), "typestr": "<f8", "version": 3}


class Affine:
    def __init__(self, W, b):
        pass

    def forward(self, x):
        return Nowhere()
