"""Where to go back to after signing in or changing the language: a page of this site, only."""

import re

_OWN = re.compile(r"/(?![/\\])[!-\[\]-~]*")  # no second slash, no backslash, space or control


def return_path(wanted: str | None) -> str:
    r"""`wanted` where it is an address within this site, else the home page.

    Browsers read ``//host``, ``/\host`` and ``/<tab>/host`` as other sites.
    """
    return wanted if wanted is not None and _OWN.fullmatch(wanted) else "/"
