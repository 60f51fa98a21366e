"""What arrays are called in each convention."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from grader.definition.layer_tasks import Convention
from grader.layers.catalogue.specification import Specification

_KEYS = {"W": "weight", "b": "bias"}  # of the dicts of E; others go by their names


@dataclass(frozen=True)
class Naming:
    """The names of a layer's arrays as its author has them."""

    convention: Convention
    layer: Specification

    def say(self, text: str) -> str:
        """A formula in the author's names."""
        names = self._names
        if not names:
            return text
        pattern = r"(?<![\w.'])(" + "|".join(map(re.escape, names)) + r")(?![\w'])"
        return re.sub(pattern, lambda found: names[found[0]], text)

    def place_of(self, variable: str) -> str:
        """Where the gradient of a parameter is to lie."""
        gradient = self.layer.gradient(variable)
        if self.convention == "A2":
            return f"self.grads[{self.layer.parameters.index(variable)}]"
        return self._names.get(gradient, f"self.{gradient}")

    @property
    def _names(self) -> Mapping[str, str]:
        parameters = self.layer.parameters
        if self.convention == "E":
            keys = {name: _KEYS.get(name, name) for name in parameters}
            return {name: f"params['{key}']" for name, key in keys.items()} | {
                f"d{name}": f"grads['{key}']" for name, key in keys.items()
            }
        if self.convention == "B":
            lower = {name: name.lower() for name in parameters if name != name.lower()}
            return lower | {f"d{name}": f"d{low}" for name, low in lower.items()}
        return {}
