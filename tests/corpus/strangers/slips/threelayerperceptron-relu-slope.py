import numpy as np


class ThreeLayerPerceptron:
    def __init__(self, W1, b1, W2, b2):
        self.weights = [W1, W2]
        self.biases = [b1, b2]

    def forward(self, x, t):
        self.acts = [x]
        hidden = x.dot(self.weights[0]) + self.biases[0]
        self.acts.append(1 / (1 + np.exp(-hidden)))
        logits = self.acts[1].dot(self.weights[1]) + self.biases[1]
        logits -= logits.max(axis=1, keepdims=True)
        log_p = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
        self.p, self.t = np.exp(log_p), t
        return -(t * log_p).sum() / len(t)

    def backward(self, dout=1):
        delta = dout * (self.p - self.t) / len(self.t)
        grads = []
        for layer in (1, 0):
            grads.append((self.acts[layer].T.dot(delta), delta.sum(axis=0)))
            if layer:
                delta = delta.dot(self.weights[layer].T)
                delta = delta * (self.acts[layer] > 0)
        (self.dW2, self.db2), (self.dW1, self.db1) = grads
