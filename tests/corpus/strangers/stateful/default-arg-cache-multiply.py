class Multiply:
    def __init__(self, cache={}):
        self.cache = cache

    def forward(self, x, y):
        self.cache["x"] = x
        self.cache["y"] = y
        return x * y

    def backward(self, dout):
        return dout * self.cache["y"], dout * self.cache["x"]
