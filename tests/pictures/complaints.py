"""What a machine can see on a page: what is too wide, cut off, hard to read or not translated."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from languages import CATALOGUES, translations

_TOO_WIDE = """() => {
  const root = document.documentElement
  return root.scrollWidth > root.clientWidth ? root.scrollWidth : 0
}"""
# What is for screen readers alone is one pixel in size, and cut off on purpose.
_CUT_OFF = """() => [...document.querySelectorAll("body *")].filter(element => {
  const style = getComputedStyle(element)
  const cut = way => ["hidden", "clip"].includes(way)
  if (element.clientWidth <= 1 || element.clientHeight <= 1 || !element.innerText) return false
  return cut(style.overflowX) && element.scrollWidth > element.clientWidth + 1
    || cut(style.overflowY) && element.scrollHeight > element.clientHeight + 1
}).map(element => `${element.tagName.toLowerCase()}.${element.className}: `
  + element.innerText.slice(0, 40))"""
_TEXTS = """() => {
  const found = []
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (walker.nextNode()) {
    const node = walker.currentNode
    if (!node.parentElement.closest("pre, code, script, style")) found.push(node.data)
  }
  return found
}"""
_LEFT_OVER = re.compile(r"%\(\w+\)s|\{\w+\}|\bundefined\b|\bNone\b|\bNaN\b|\{\{|\{%")


def complaints_about(page: Page, language: str) -> Iterator[str]:
    """What is wrong with how a page came out, and with its words."""
    if width := page.evaluate(_TOO_WIDE):
        yield f"{width} pixels wide"
    yield from (f"cut off: {what}" for what in page.evaluate(_CUT_OFF))
    spoken = page.locator("html").get_attribute("lang")
    if spoken != language:
        yield f"says that it is in '{spoken}'"
    texts = [" ".join(text.split()) for text in page.evaluate(_TEXTS)]
    yield from (f"left over: {text[:60]}" for text in texts if _LEFT_OVER.search(text))
    untranslated = sentences_translated() if language != "en" else frozenset()
    yield from (f"not translated: {text[:60]}" for text in texts if text in untranslated)


def violations_in(page: Page) -> Iterator[str]:
    """What axe finds, contrast among it."""
    response: dict[str, Any] = Axe().run(page).response
    for violation in response["violations"]:
        places = [node["target"] for node in violation["nodes"][:3]]
        yield f"{violation['id']} at {len(violation['nodes'])} places, as {places}"


@cache
def sentences_translated() -> frozenset[str]:
    """Every English sentence that reads otherwise in all other languages, one line a sentence."""
    others = [translations(file.stem) for file in CATALOGUES.glob("*.po")]  # type: ignore[arg-type]
    catalogue = "".join(file.read_text("utf-8") for file in CATALOGUES.glob("*.po"))
    sentences = re.findall(r'^msgid "(.+)"$', catalogue, re.MULTILINE)
    return frozenset(
        one for one in sentences if " " in one and all(t.gettext(one) != one for t in others)
    )
