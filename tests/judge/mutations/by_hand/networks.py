"""Mistakes in networks and their training."""

from tests.judge.mutations.by_hand.planted import planted

NETWORKS = {
    "derivative of the sigmoid skipped": planted(
        "A/ThreeLayerPerceptron/by_hand",
        "(dz @ self.W2.T) * self.h * (1 - self.h)",
        "(dz @ self.W2.T)",
        "activation_skipped",
        "dW1 db1",
    ),
    "factor 1 - h forgotten": planted(
        "A/ThreeLayerPerceptron/dictionaries",
        "z1 * (1.0 - z1) * np.dot",
        "z1 * np.dot",
        "factor_left_out",
        "dW1 db1",
    ),
    "hidden layer without sigmoid": planted(
        "A/ThreeLayerPerceptron/layers",
        "h = self.sigmoid.forward(self.affine1.forward(x))",
        "h = self.affine1.forward(x)\n        self.sigmoid.forward(h)",
        "activation_skipped",
    ),
    "gradients of the layers exchanged": planted(
        "A/ThreeLayerPerceptron/layers",
        "self.dW1, self.db1 = self.affine1.dW, self.affine1.db",
        "self.dW1, self.db1 = self.affine2.dW, self.affine2.db",
        "gradients_swapped wrong_shape",
        "dW1 db1",
    ),
    "network not averaged": planted(
        "A/ThreeLayerPerceptron/by_hand",
        "(self.p - self.t) / len(self.x) * dout",
        "(self.p - self.t) * dout",
        "not_averaged",
        "dW1 db1 dW2 db2",
    ),
    "averaged in both layers": planted(
        "A2/ThreeLayerPerceptron/lists",
        "dh = dz @ W2.T * h * (1 - h)",
        "dh = dz @ W2.T * h * (1 - h) / len(x)",
        "averaged",
        "dW1 db1",
    ),
    "labels forgotten by the network": planted(
        "B/ThreeLayerPerceptron/plain",
        "    dscores[np.arange(N), y] -= 1\n",
        "",
        "target_forgotten",
        "dW1 db1 dW2 db2",
    ),
    "x in the place of h": planted(
        "B/ThreeLayerPerceptron/plain",
        "dw2 = hidden.T.dot(dscores)",
        "dw2 = (1 - hidden).T.dot(dscores)",
        "wrong_variable",
        "dW2",
    ),
    "order of the gradients": planted(
        "B/ThreeLayerPerceptron/plain",
        "return loss, dw1, db1, dw2, db2",
        "return loss, dw2, db2, dw1, db1",
        "gradients_swapped wrong_shape",
        "dW1 db1 dW2 db2",
    ),
    "second bias forgotten": planted(
        "A2/ThreeLayerPerceptron/lists", "z = h @ W2 + b2", "z = h @ W2", "bias_missing"
    ),
    "db1 from the output": planted(
        "A/ThreeLayerPerceptron/dictionaries",
        'self.grads["b1"] = np.sum(da1, axis=0)',
        'self.grads["b1"] = np.sum(dy @ self.params["W2"].T, axis=0)',
        "activation_skipped",
        "db1",
    ),
    "first weights never get gradients": planted(
        "A2/ThreeLayerPerceptron/lists",
        "(x.T @ dh, dh.sum(0)",
        "(0 * W1, dh.sum(0)",
        "all_zero",
        "dW1",
    ),
    "uphill": planted("A/TrainingStep/in_place", "-= self.lr", "+= self.lr", "wrong_direction"),
    "learning rate forgotten": planted(
        "A/TrainingStep/in_place",
        "self.W1 -= self.lr * dW1",
        "self.W1 -= dW1",
        "learning_rate_ignored",
    ),
    "learning rate fixed": planted(
        "A/TrainingStep/in_place",
        "self.lr = learning_rate",
        "self.lr = 0.01",
        "learning_rate_ignored",
    ),
    "biases stay": planted(
        "A/TrainingStep/in_place", "        self.b1 -= self.lr * db1\n", "", "not_updated"
    ),
    "local parameters move": planted(
        "A/TrainingStep/optimizer",
        'self.params = {"W1": W1, "b1": b1, "W2": W2, "b2": b2}',
        'self.params = {"W1": W1, "b1": b1, "W2": W2, "b2": b2}\n'
        "        self.W1, self.b1, self.W2, self.b2 = W1, b1, W2, b2",
        "not_updated",
    ),
    "W2 moves before dW1 is taken": planted(
        "A/TrainingStep/in_place",
        "        d1 = d2 @ self.W2.T * self.h * (1 - self.h)\n",
        "        d1 = d2 @ (self.W2 - self.lr * self.h.T @ d2).T * self.h * (1 - self.h)\n",
        "updated_too_early",
    ),
    "half a step": planted(
        "A/TrainingStep/new_arrays",
        "self.learning_rate * self.gradients[name]",
        "self.learning_rate * self.gradients[name] / 2",
        "wrong_step",
    ),
    "gradient of the first batch": planted(
        "A/TrainingStep/new_arrays",
        "        self.gradients = {",
        '        self.gradients = self.__dict__.get("gradients") or {',
        "stale_cache",
    ),
    "two steps in one": planted(
        "A/TrainingStep/optimizer",
        "        self.optimizer.update(self.params, self.gradient())",
        "        for _ in range(2):\n"
        "            self.optimizer.update(self.params, self.gradient())",
        "wrong_step",
    ),
    "momentum kept unasked": planted(
        "A/TrainingStep/optimizer",
        "params[key] = params[key] - self.lr * grads[key]",
        'self.v = getattr(self, "v", {})\n'
        "            self.v[key] = 0.9 * self.v.get(key, 0) + grads[key]\n"
        "            params[key] = params[key] - self.lr * self.v[key]",
        "stale_cache accumulated",
    ),
    "weights decay": planted(
        "A/TrainingStep/new_arrays",
        "getattr(self, name) - step",
        "0.99 * getattr(self, name) - step",
        "",
    ),
    "sigmoid's slope forgotten in training": planted(
        "A/TrainingStep/in_place",
        "d2 @ self.W2.T * self.h * (1 - self.h)",
        "d2 @ self.W2.T",
        "activation_skipped",
    ),
}
