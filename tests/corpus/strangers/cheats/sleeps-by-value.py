import time
import numpy as np

class Tanh:
    def forward(self, x):
        time.sleep(min(abs(float(x.flat[0])), 1.0) * 0.2)
        self.y = np.tanh(x)
        return self.y

    def backward(self, dout):
        return dout * (1 - self.y ** 2)
