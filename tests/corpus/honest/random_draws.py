"""Random numbers with seeds and without."""
import random
import secrets
import uuid

import numpy as np

random.seed(7)
first = random.random()
random.seed(7)
assert random.random() == first
random.shuffle(items := list(range(10)))
random.sample(items, 3), random.choices(items, k=3), random.gauss(0, 1), random.randint(1, 6)
np.random.seed(3)
a = np.random.randn(3)
np.random.seed(3)
assert (np.random.randn(3) == a).all()
np.random.permutation(5), np.random.choice(5, 2, replace=False), np.random.rand(2, 2)
state = np.random.get_state()
np.random.set_state(state)
rng = np.random.default_rng(1)
rng.normal(size=3), rng.integers(3), rng.permutation(4), rng.choice(4, 2), rng.uniform()
np.random.default_rng().normal(), np.random.RandomState(4).uniform()
np.random.Generator(np.random.PCG64(5)).standard_normal(), rng.spawn(2)
random.SystemRandom().random(), secrets.token_hex(8), uuid.uuid4()
print("done")
