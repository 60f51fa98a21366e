"""Ready assignments made into bundles, with what is wrong with their data in words."""

import secrets
from pathlib import Path

from grader import BundleError
from grader.builders.disguised_data import KEY, LEAST_SEED_BYTES, read_key
from grader.builders.registry import build
from grader.bundles.ready import READY
from gradus.api.answers import ProblemAnswer
from gradus.core.failures import CommandError
from gradus.output.wording import bundle_refusal, in_words


def build_ready(
    name: str, data: Path | None, out: Path, seed: int | bytes, secret: bytes | None = None
) -> list[ProblemAnswer]:
    """Make a ready assignment in the new folder `out`; returns warnings about its data.

    secret: of the disguise to build it in; None for none.
    Raises CommandError for an unknown name, a folder that is there, or data that cannot be used.
    """
    if name not in READY:
        raise CommandError(
            f"There is no ready assignment '{name}'.", f"There are {', '.join(READY)}."
        )
    try:
        return in_words(build(name, data, out, seed, secret).warnings)
    except FileExistsError:
        raise CommandError(f"{out} is there already.", "Name a folder to be made.") from None
    except BundleError as error:
        raise bundle_refusal(error) from None


def secret_of_disguise(key: Path | None) -> bytes:
    """The secret in a key that an earlier build has left, or a new one where there is none.

    Raises CommandError for a file that is no key.
    """
    if key is None:
        return secrets.token_bytes(32)
    try:
        secret = read_key(key)
    except (OSError, ValueError):
        secret = b""
    if len(secret) < LEAST_SEED_BYTES:
        raise CommandError(
            f'{key} is no key to a disguise: expected a line seed = "..." with at least '
            f"{2 * LEAST_SEED_BYTES} hexadecimal digits.",
            f"Name the file {KEY} of a bundle that was built with --disguise.",
        )
    return secret


def secret_in(path: Path) -> bytes:
    """The secret in a file, which is made, for its owner alone, where it is not there.

    Raises CommandError for one of less than 16 bytes, or a file that cannot be read or made.
    """
    try:
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)
            path.write_text(secrets.token_hex(2 * LEAST_SEED_BYTES) + "\n")
        found = path.read_bytes().strip()
    except OSError as error:
        raise CommandError(f"{path} cannot be used as a secret: {error.strerror}.") from None
    if len(found) < LEAST_SEED_BYTES:
        raise CommandError(
            f"{path} holds {len(found)} bytes, too few for a secret.",
            "Name a file that is not there: it will be made.",
        )
    return found
