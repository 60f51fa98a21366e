import numpy as np


class Multiply:
    def forward(self, first, second):
        self.cache = {"first": first, "second": second}
        return np.multiply(first, second)

    def backward(self, dout):
        dfirst = np.multiply(dout, self.cache["second"])
        dsecond = np.multiply(dfirst, self.cache["first"])
        return dfirst, dsecond
