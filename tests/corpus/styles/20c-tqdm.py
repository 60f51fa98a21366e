from tqdm import tqdm, trange
import numpy as np


class ReLU:
    def forward(self, x):
        self.mask = x > 0
        return x * self.mask

    def backward(self, dout):
        return dout * self.mask


for i in tqdm(range(3), desc='try'):
    ReLU().forward(np.ones((1, i + 1)))
assert [i for i in trange(2)] == [0, 1]
