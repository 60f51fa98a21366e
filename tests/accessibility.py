"""What axe finds wrong in a page as it stands in a browser."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

_OF_COLOURS = ["color-contrast", "link-in-text-block"]
_RULES = {"type": "rule", "values": _OF_COLOURS}
_TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


def faults_of(page: Page) -> list[Any]:
    """Every rule that is broken and where, by axe; of a page in one scheme."""
    return _told(Axe().run(page).response["violations"])


def faults_in_both_schemes(page: Page) -> list[Any]:
    """The same in the light scheme, then what the dark one changes: the colours."""
    page.emulate_media(color_scheme="light")
    found = faults_of(page)
    page.emulate_media(color_scheme="dark")
    options = {"runOnly": _RULES, "resultTypes": ["violations"]}
    dark = page.evaluate("options => axe.run(options).then(found => found.violations)", options)
    return [*found, *_told(dark)]


def is_too_wide(page: Page) -> bool:
    """Whether a reader would have to scroll sideways."""
    return bool(page.evaluate(_TOO_WIDE))


def _told(violations: list[Any]) -> list[Any]:
    return [(each["id"], [node["target"] for node in each["nodes"]]) for each in violations]
