"""A language more is one name in `Locale` and one catalogue: nothing else knows how many there are.

The product is run beside a copy of `languages/` that speaks Esperanto too.
"""

import json
import os
import re
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.pofile import read_po, write_po

from languages import CATALOGUES, LOCALES
from languages.extraction import merge, sentences

pytestmark = pytest.mark.long

WORDS = {
    "The cell is empty.": "La ĉelo estas malplena.",
    "HTTP interface": "HTTP-interfaco",
    "There is no {what} '{name}' here.": "Ĉi tie ne estas {what} '{name}'.",
    "course": "kurso",
}
SEEN = """
import json, sys
from pathlib import Path
from starlette.testclient import TestClient
from grader.bundles.schema import json_schema
from grader.definition.sections import Text
from server.app import create_app
from server.settings import Settings

app = create_app(Settings(data_dir=Path(sys.argv[1]), workers=0))
with TestClient(app, headers={"Accept-Language": "eo;q=0.9, ja;q=0.5"}) as client:
    page = client.get("/", headers={"Accept": "text/html"})
    client.cookies.set("language", "ja")
    japanese = client.get("/", headers={"Accept": "text/html"})
texts = Text.model_validate({"eo": "Saluton"})
schema = json_schema()["$defs"]["Text"]["properties"]
print(json.dumps([page.text, japanese.text, texts.read("en"), sorted(schema)]))
"""


@pytest.fixture(scope="module")
def beside(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a `languages/` with Esperanto, and all of it that was written for that."""
    copy = tmp_path_factory.mktemp("beside") / "languages"
    copy.mkdir()
    for file in CATALOGUES.glob("*.p[yo]"):
        (copy / file.name).write_bytes(file.read_bytes())
    code = (copy / "__init__.py").read_text()
    code, found = re.subn(r"(?m)^(Locale = Literal\[[^]]*)\]", r'\1, "eo"]', code)
    assert found == 1
    (copy / "__init__.py").write_text(code)
    (copy / "eo.po").write_bytes(esperanto())
    return copy.parent


def esperanto() -> bytes:
    """A catalogue as `make messages` begins it, with some sentences translated."""
    begun = merge(b"", "eo", list(sentences()))
    catalogue = read_po(BytesIO(begun), locale="eo")
    for english, said in WORDS.items():
        catalogue[english].string = said
    written = BytesIO()
    write_po(written, catalogue)
    return written.getvalue()


def run(beside: Path, *arguments: str | Path, code: int = 0) -> str:
    environment = {**os.environ, "PYTHONPATH": str(beside), "LC_ALL": "eo.UTF-8"}
    ended = subprocess.run(
        [sys.executable, *arguments],
        cwd=beside,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == code, ended.stderr
    return ended.stdout


def test_pages_and_definitions_speak_it(beside: Path, tmp_path: Path) -> None:
    page, japanese, text, keys = json.loads(run(beside, "-c", SEEN, tmp_path / "data"))

    assert '<html lang="eo">' in page
    assert WORDS["HTTP interface"] in page
    for own in ('lang="en">English<', 'lang="ja">日本語<'):
        assert own in page
    assert 'lang="eo">Esperanto<' in japanese
    assert text == "Saluton"
    assert keys == sorted([*LOCALES, "eo"])


def test_problems_speak_it(beside: Path) -> None:
    explained = run(
        beside,
        "-c",
        "from server.core.problems import NOT_FOUND\n"
        "from server.web.catalogue import CATALOGUE\n"
        "print(CATALOGUE.explain(NOT_FOUND(what='course', name='ml'), 'eo').message)",
    )
    assert explained == "Ĉi tie ne estas kurso 'ml'.\n"


def test_the_command_speaks_it_and_offers_it(beside: Path, tmp_path: Path) -> None:
    (tmp_path / "sample_submission.csv").write_text("id,prediction\n1,0\n")
    (tmp_path / "mine.csv").write_text("id,prediction\n1,\n")
    command = ("-c", "from gradus.main import main; main()")

    said = run(beside, *command, "check", tmp_path / "mine.csv", "--json", code=1)
    offered = run(beside, *command, "course", "create", "--help")

    assert f'"message": "{WORDS["The cell is empty."]}"' in said
    assert f"<{'|'.join([*LOCALES, 'eo'])}>" in offered
