import seaborn as sns
import japanize_matplotlib
from mpl_toolkits.mplot3d import Axes3D

sns.set(style='whitegrid')
import numpy as np


class ReLU:
    def forward(self, x):
        self.mask = x > 0
        return x * self.mask

    def backward(self, dout):
        return dout * self.mask
