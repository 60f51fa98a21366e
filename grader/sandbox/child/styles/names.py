"""Names that mean the same: of classes, methods, arguments and gradients."""

from collections.abc import Iterable, Mapping

_ENDINGS = ("layer", "module", "function", "func", "gate", "activation", "node", "block", "op")
_SYNONYMS: tuple[frozenset[str], ...] = tuple(
    map(
        frozenset,
        (
            ("w", "weight", "weights", "kernel"),
            ("b", "bias", "biases"),
            ("gamma", "scale"),
            ("beta", "shift"),
            ("x", "input", "inputs", "inp", "xin", "logits", "scores", "a", "z"),
            ("idx", "ids", "indices", "index"),
            ("t", "label", "labels", "target", "targets", "teacher", "ytrue", "y"),
            ("train", "training", "istrain", "istraining", "trainflg", "trainflag", "trainmode"),
            ("dout", "dy", "grad", "gradoutput", "gradout", "upstream", "dz", "delta"),
            ("rate", "p", "ratio", "dropoutratio", "dropoutrate", "droprate", "dropout"),
            ("stride", "strides"),
            ("pad", "padding"),
            ("poolh", "poolheight"),
            ("poolw", "poolwidth"),
            ("alpha", "slope", "negativeslope"),
            ("learningrate", "lr", "eta"),
        ),
    )
)
_GROUPS = {name: group for group in _SYNONYMS for name in group}
METHODS: Mapping[str, frozenset[str]] = {
    "forward": frozenset({"forward", "forwardpass", "fwd", "fprop", "forwardprop", "fp"}),
    "backward": frozenset({"backward", "backwardpass", "bwd", "bprop", "backprop", "bp"}),
    "update": frozenset({"update", "step", "updateparams", "updateparameters"}),
}


def plain(name: str) -> str:
    """A name without capitals and underscores."""
    return name.replace("_", "").lower()


def plain_class(name: str) -> str:
    """A class's name without what says that it is a layer."""
    found = plain(name).removeprefix("my")
    while ending := next((each for each in _ENDINGS if found.endswith(each)), ""):
        if found == ending:
            break
        found = found.removesuffix(ending)
    return found


def meanings(name: str) -> frozenset[str]:
    """Every plain name that means the same as an argument's or a parameter's."""
    found = plain(name)
    stem, digits = found.rstrip("0123456789"), found[len(found.rstrip("0123456789")) :]
    return frozenset(each + digits for each in _GROUPS.get(stem, {stem})) | {found}


def match(asked: Iterable[str], there: Iterable[str]) -> Mapping[str, str]:
    """The name that stands for each of those asked for; none where that is not clear.

    A name that is there as it is asked for means itself and nothing else.
    """
    left, found = list(there), dict[str, str]()
    rest = list[str]()
    for name in asked:
        if name in left:
            found[name] = name
            left.remove(name)
        else:
            rest.append(name)
    for name in rest:
        fitting = [each for each in left if plain(each) in meanings(name)]
        if len(fitting) != 1 or fitting[0] in found.values():
            return {}
        found[name] = fitting[0]
    return found


def of_gradient(parameter: str) -> frozenset[str]:
    """Every plain name that the gradient of a parameter goes by."""
    forms = ("d{}", "grad{}", "{}grad", "g{}", "gradient{}", "{}gradient", "delta{}", "d{}s")
    return frozenset(form.format(name) for name in meanings(parameter) for form in forms)
