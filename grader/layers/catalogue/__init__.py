"""Every layer that the judge knows, by its name.

A module beside this one tells all of one layer, or of two twins, and is found by being there.
"""

import importlib
import pkgutil
from collections.abc import Mapping
from typing import get_args

from grader.layers.catalogue.kind import Family, Kind

MODULES = [
    importlib.import_module(f"{__name__}.{each.name}") for each in pkgutil.iter_modules(__path__)
]
_FOUND = [kind for module in MODULES for kind in vars(module).values() if isinstance(kind, Kind)]
_FAMILIES: tuple[Family, ...] = get_args(Family)
KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in sorted(_FOUND, key=lambda each: (_FAMILIES.index(each.family), each.name))
}
