"""What all tests may ask for: a real PostgreSQL, and a fresh database of either kind."""

import gc
import itertools
import json
import os
import sys
from collections.abc import Callable, Generator, Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import numpy as np
import pytest
import structlog
from hypothesis import settings

from tests.databases import Postgres, copy_sqlite, postgres_server, sqlite_template, sqlite_url

# How long an example takes says how busy the machine is: it is no reason to fail.
settings.register_profile("whole", deadline=None)
settings.register_profile("half", settings.get_profile("whole"), max_examples=50)
settings.register_profile("brief", settings.get_profile("whole"), max_examples=25)
settings.load_profile("whole")  # `make test` asks for the last, `make test-all` for half
# There is a test process for each core: threads beside these wait for one another, spinning.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")

_numbers = itertools.count()
_generators: list[tuple[np.random.Generator, Any]] = []  # of modules, and where each begins
# Of what is asked in two ways, the dearer way is long but for these.
_EVERY_DAY = {
    "postgresql": (
        "tests/server/core/",
        "tests/server/grading/test_evaluations.py",
        "tests/server/submissions/test_rules.py",
        "tests/server/versions/test_versions.py",
    ),
    "plain": ("tests/grader/sandbox/test_limits.py",),
}
# Whole collections look through all that servers and sessions hold and found next to nothing: they
# were a tenth of the time of the tests.
gc.set_threshold(700, 10, 100)

_WAYS = ("migrated_url", "database_url", "run", "runner")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What is collected stays to the end: nobody looks for garbage in it, then or later.

    It was a fifth of the time of collecting, and a twelfth of that of the tests.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Bytes that are no short text by their argument: archives hold the moment they are made.

    Each process that shares the tests collects them, and all must find the same names.
    """
    if isinstance(val, bytes) and not (len(val) <= 60 and val.isascii()):
        return argname
    return None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark as long what asks a server of PostgreSQL, or a process for each file, once more."""
    for item in items:
        params = (
            item.callspec.params
            if isinstance(item, pytest.Function) and hasattr(item, "callspec")
            else {}
        )
        for way in _WAYS:
            kept = _EVERY_DAY.get(params.get(way, ""))
            if kept and not item.nodeid.startswith(kept):
                item.add_marker(pytest.mark.long)


def pytest_collection_finish() -> None:
    """Remember where the random numbers of every module of tests begin."""
    for name, module in [*sys.modules.items()]:
        if name.startswith("tests."):
            found = [one for one in vars(module).values() if isinstance(one, np.random.Generator)]
            _generators.extend((one, one.bit_generator.state) for one in found)


@pytest.fixture(autouse=True)
def drawn_anew() -> None:
    """The same draws for a test, whichever tests of its module a process has run before."""
    for generator, beginning in _generators:
        generator.bit_generator.state = beginning


@pytest.fixture(autouse=True)
def _plain_log() -> None:
    """Tracebacks in the log without the values of variables, as `gradus serve` writes them.

    Before each test, since those of the log configure another; rendering the variables of a server
    takes seconds.
    """
    plain = structlog.dev.plain_traceback
    structlog.configure(processors=[structlog.dev.ConsoleRenderer(exception_formatter=plain)])


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A real PostgreSQL server, started when first asked for."""
    with postgres_server() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database of each kind in turn."""
    if request.param == "sqlite":
        return sqlite_url(tmp_path)
    server: Postgres = request.getfixturevalue("postgres")
    return server.empty()


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of SQLite with every table in it, to be copied."""
    return sqlite_template(tmp_path_factory.mktemp("template"))


@pytest.fixture
def sqlite_data_dir(migrated_sqlite: Path, tmp_path: Path) -> Path:
    """A server's data directory with a migrated database in it, and nothing else."""
    copy_sqlite(migrated_sqlite, tmp_path / "data")
    return tmp_path / "data"


@pytest.fixture(params=["sqlite", "postgresql"])
def migrated_url(request: pytest.FixtureRequest) -> str:
    """The URL of a database of each kind in turn, with every table in it."""
    if request.param == "sqlite":
        return sqlite_url(request.getfixturevalue("sqlite_data_dir"))
    server: Postgres = request.getfixturevalue("postgres")
    return server.migrate()


@pytest.fixture(scope="session")
def shared_grading() -> Iterator[Any]:
    """Grading processes for every server of a test process: one starts in a second."""
    from server.grading.code import setup_of
    from server.grading.pool import GradingPool
    from server.settings import Settings

    grading = GradingPool(setup_of(Settings(workers=1)))
    yield grading
    grading.close()


@pytest.fixture
def prediction_bundle(tmp_path: Path) -> Callable[..., Path]:
    """Makes the folder of a small prediction bundle: six rows, three of them public.

    top: lines for the top of `assignment.toml`. tables: lines for its end. labels: the CSV.
    release: how public scores are shown; exact, so that tests read the scores themselves. graded:
    another number is another grading definition. secondary: metrics that rank nobody.
    """

    def make(
        top: str = "",
        tables: str = "",
        labels: str = LABELS,
        slug: str = "small",
        decimals: int = 4,
        release: str = "exact",
        graded: int = 1,
        secondary: Sequence[str] = (),
    ) -> Path:
        root = tmp_path / f"bundle-{next(_numbers)}"
        (root / "private").mkdir(parents=True)
        (root / "statement.md").write_text("# Small\n\nPredict *six* numbers.\n")
        (root / "sample_submission.csv").write_text(
            "id,prediction\n" + "".join(f"{number},0\n" for number in range(6))
        )
        (root / "private" / "labels.csv").write_text(labels)
        limits = "" if graded == 1 else f"[limits]\nwall_s = {graded}\n"
        beside = f"secondary = {json.dumps([*secondary])}\n" if secondary else ""
        definition = PREDICTION_TOML.format(
            top=top, tables=beside + limits + tables, slug=slug, decimals=decimals, release=release
        )
        (root / "assignment.toml").write_text(definition)
        return root

    return make


@pytest.fixture
def with_baselines(prediction_bundle: Callable[..., Path]) -> Callable[..., Path]:
    """Makes the small bundle with constants as baselines of its unrestricted track.

    constants: what each predicts for all rows, by slug; None for a number that cannot be scored.
    """

    def make(constants: dict[str, float | None], **settings: Any) -> Path:
        tables = "".join(
            f'[[baselines]]\nslug = "{slug}"\ntrack = "unrestricted"\n'
            f'file = "private/{slug}.csv"\n'
            f'title = {{ en = "The {slug}", ja = "基準の{slug}" }}\n'
            for slug in constants
        )
        folder = prediction_bundle(tables=tables, **settings)
        for slug, constant in constants.items():
            value = -5 if constant is None else constant
            rows = "".join(f"{number},{value}\n" for number in range(6))
            (folder / "private" / f"{slug}.csv").write_text("id,prediction\n" + rows)
        return folder

    return make


LABELS = (
    "id,label,part\n0,0,public\n1,1,private\n2,4,public\n3,9,private\n4,16,public\n5,25,private\n"
)
PREDICTION_TOML = """\
schema = 1
slug = "{slug}"
kind = "prediction"
title = {{ en = "Small", ja = "小" }}
starter = ["sample_submission.csv"]
{top}

[statement]
en = "statement.md"

[[tracks]]
slug = "unrestricted"
title = {{ en = "Unrestricted", ja = "無制限" }}
rules = {{ en = "Anything goes.", ja = "自由です。" }}

[[tracks]]
slug = "restricted"
title = {{ en = "Restricted", ja = "制限" }}
rules = {{ en = "NumPy only.", ja = "NumPy のみ。" }}
proof = "claimed"

[prediction]
metric = "mae"
labels = "private/labels.csv"
release = "{release}"
decimals = {decimals}
{tables}
"""


@pytest.fixture(scope="session")
def s3_endpoint() -> Iterator[str]:
    """An S3 server on loopback, with an empty bucket."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    endpoint = f"http://{host}:{port}"
    urlopen(Request(f"{endpoint}/gradus", method="PUT")).close()
    yield endpoint
    server.stop()


@pytest.fixture
def s3_url(s3_endpoint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The URL of an empty place in it, reached by what the environment says."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", s3_endpoint)
    monkeypatch.setenv("AWS_ALLOW_HTTP", "true")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv("AWS_REGION", "us-east-1")
    return f"s3://gradus/{tmp_path.name}"
