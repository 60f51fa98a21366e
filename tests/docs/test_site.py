"""The site of the docs is built whole: no dead link, no page left out, nothing from elsewhere."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.long

DOCS = Path(__file__).parents[2] / "docs"
LOADED = re.compile(r"""<(?:script|link|img|iframe)\b[^>]*?(?:src|href)=["'](https?:)?//""")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the site. Any warning ends the building: a dead link, an orphan, a formula."""
    return build(DOCS, tmp_path_factory.mktemp("site"))


def test_every_page_is_there(site: Path) -> None:
    pages = {page.stem for page in DOCS.glob("*.md")}
    assert pages <= {page.stem for page in site.glob("*.html")}
    assert (site / "searchindex.js").exists()


def test_formulas_are_typeset(site: Path) -> None:
    page = (site / "derivations.html").read_text("utf-8")
    assert page.count("<math") > 40
    assert "$" not in re.sub(r"<(pre|script|style)\b.*?</\1>", "", page, flags=re.DOTALL)


def test_nothing_is_loaded_from_elsewhere(site: Path) -> None:
    for page in site.glob("*.html"):
        assert not LOADED.search(page.read_text("utf-8")), page.name


@pytest.mark.parametrize(
    "line", ["[there](nowhere.md)", "[there](judge.md#nothing)", "$\\nonsense$"]
)
def test_what_would_not_show_is_refused(line: str, tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    for name in ("conf.py", "mathml.py"):
        (tmp_path / "docs" / name).write_bytes((DOCS / name).read_bytes())
    (tmp_path / "docs" / "judge.md").write_text("---\norphan: true\n---\n# The judge\n")
    (tmp_path / "docs" / "index.md").write_text(f"# Site\n\n{line}\n")
    with pytest.raises(subprocess.CalledProcessError):
        build(tmp_path / "docs", tmp_path / "site")


def build(docs: Path, to: Path) -> Path:
    """Build a site. Raises CalledProcessError for any warning."""
    words = ["-q", "-W", "-b", "html", "-d", str(to / "trees"), str(docs), str(to / "html")]
    subprocess.run([sys.executable, "-m", "sphinx", *words], check=True, capture_output=True)
    return to / "html"
