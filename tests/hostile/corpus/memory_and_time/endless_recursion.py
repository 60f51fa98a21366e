# what: Calls itself without end.
# expect: error_in_code
# code: endless_recursion
class Affine:
    def __init__(self, W, b):
        self.__init__(W, b)
