import matplotlib.pyplot as plt
import numpy as np


class ReLU:
    def forward(self, x):
        self.mask = x > 0
        return x * self.mask

    def backward(self, dout):
        return dout * self.mask


x = np.linspace(-5, 5)
fig, ax = plt.subplots(1, 2, figsize=(8, 4))
ax[0].plot(x, ReLU().forward(x), label='ReLU')
plt.rcParams['font.size'] = 14
plt.legend()
plt.show()
