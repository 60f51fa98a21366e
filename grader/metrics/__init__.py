"""Every metric by its name: how good predictions are, in one number that ranks.

The modules beside this one hold one metric each, or what several of them share.
"""

import importlib
import pkgutil
from collections.abc import Mapping
from types import MappingProxyType
from typing import get_args

from grader.metrics.metric import Family, Finish, Metric, RowLosses

MODULES = tuple(
    importlib.import_module(f"{__name__}.{each.name}") for each in pkgutil.iter_modules(__path__)
)
_FOUND = [value for module in MODULES for value in vars(module).values() if type(value) is Metric]
_FAMILIES: tuple[Family, ...] = get_args(Family)
METRICS: Mapping[str, Metric] = MappingProxyType(
    {
        metric.slug: metric
        for metric in sorted(_FOUND, key=lambda each: (_FAMILIES.index(each.of), each.slug))
    }
)

__all__ = [
    "METRICS",
    "MODULES",
    "Finish",
    "Metric",
    "RowLosses",
]
