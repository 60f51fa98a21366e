import numpy as np

class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b
    def forward(self, x):
        # 入力を受け取って出力を返す
        self.x = x
        return x @ self.W + self.b
    def backward(self, dout):
        # 上流の勾配 dout から勾配を計算する
        self.dW, self.db = self.x.T @ dout, dout.sum(0)
        return dout @ self.W.T

class Sigmoid:
    def forward(self, x):
        # 入力を受け取って出力を返す
        self.y = 0.5 * (np.tanh(x / 2) + 1)
        return self.y
    def backward(self, dout):
        # 上流の勾配 dout から勾配を計算する
        return dout * self.y * (1 - self.y)

class SoftmaxCE:
    def forward(self, x, t):
        # 入力を受け取って出力を返す
        z = x - x.max(1, keepdims=True)
        self.lp, self.t = z - np.log(np.exp(z).sum(1, keepdims=True)), t
        return -(self.lp * t).sum() / len(x)
    def backward(self, dout=1):
        # 上流の勾配 dout から勾配を計算する
        return (np.exp(self.lp) - self.t) * dout / len(self.t)

class ThreeLayerPerceptron:
    def __init__(self, W1, b1, W2, b2):
        self.layers = [Affine(W1, b1), Sigmoid(), Affine(W2, b2)]
        self.last = SoftmaxCE()

    def forward(self, x, t):
        # 入力を受け取って出力を返す
        for layer in self.layers:
            x = layer.forward(x)
        return self.last.forward(x, t)

    def backward(self, dout=1):
        # 上流の勾配 dout から勾配を計算する
        d = self.last.backward(dout)
        for layer in reversed(self.layers):
            d = layer.backward(d)
        self.dW1, self.db1 = self.layers[0].dW / len(d), self.layers[0].db
        self.dW2, self.db2 = self.layers[2].dW, self.layers[2].db
        return d
