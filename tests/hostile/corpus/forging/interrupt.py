# what: Raises KeyboardInterrupt, GeneratorExit and SystemExit from its methods.
# expect: error_in_code
class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        raise KeyboardInterrupt

    def backward(self, dout):
        raise GeneratorExit
