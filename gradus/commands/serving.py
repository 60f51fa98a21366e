"""`gradus serve`, `gradus demo` and `gradus worker`."""

import logging
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gradus.commands.options import AsJson, DataDir, TrustOwnCode

if TYPE_CHECKING:
    from gradus.api.answers import DemoAnswer


def serve(
    *,
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[
        int | None, typer.Option(help="Port to listen on; 0 for any.", min=0, max=65535)
    ] = None,
    data_dir: DataDir = None,
    workers: Annotated[
        int | None, typer.Option(help="Files to grade at once; 0 only accepts.", min=0)
    ] = None,
    public_url: Annotated[
        str | None, typer.Option(help="How browsers reach it, where that differs.", metavar="URL")
    ] = None,
    trust_own_code: TrustOwnCode = None,
) -> None:
    """Run the server until it is stopped.

    What is not given comes from GRADUS_HOST, GRADUS_PORT, GRADUS_DATA_DIR and so on.
    """
    from gradus.host.logs import configure_logs
    from gradus.host.serving import serve as run
    from gradus.host.settings import read_settings, warn_of_unknown_settings

    settings = read_settings(
        host=host,
        port=port,
        data_dir=data_dir,
        workers=workers,
        public_url=public_url,
        trust_own_code=trust_own_code,
    )
    configure_logs(logging.INFO, for_people=sys.stderr.isatty())
    warn_of_unknown_settings()
    run(settings)


def demo(
    *,
    port: Annotated[
        int,
        typer.Option(help="Port to listen on; any free one where it is taken.", min=0, max=65535),
    ] = 8000,
    data_dir: Annotated[
        Path | None,
        typer.Option(help="Where it keeps its data, for the next time too.", file_okay=False),
    ] = None,
    trust_own_code: TrustOwnCode = None,
    as_json: AsJson = False,
) -> None:
    """Serve a course to try: two assignments, three students, a teacher."""
    from gradus.core.locations import demo_directory
    from gradus.host.demo import serve_demo
    from gradus.host.demo_page import welcome
    from gradus.host.logs import configure_logs
    from gradus.output.terminal import show_answer

    directory = demo_directory(data_dir)

    def tell(answer: "DemoAnswer") -> None:
        words = welcome(answer, directory)
        show_answer(answer.document(), words, as_json=as_json, soft_wrap=True)

    configure_logs(logging.WARNING, for_people=sys.stderr.isatty())
    serve_demo(port, directory, tell, trust_own_code=trust_own_code)


def worker(
    *,
    data_dir: DataDir = None,
    threads: Annotated[int | None, typer.Option(help="Files to grade at once.", min=1)] = None,
) -> None:
    """Grade what servers elsewhere accept, over their PostgreSQL."""
    from gradus.host.logs import configure_logs
    from gradus.host.settings import read_settings, warn_of_unknown_settings
    from gradus.host.working import work

    settings = read_settings(data_dir=data_dir, workers=threads)
    configure_logs(logging.INFO, for_people=sys.stderr.isatty())
    warn_of_unknown_settings()
    work(settings)
