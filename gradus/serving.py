"""`gradus serve`: one server on this machine, findable by local commands."""

from collections.abc import Iterator
from contextlib import contextmanager

from gradus.running_server import published
from gradus.terminal import show_line
from gradus.web_server import bind, local_access, run
from server.service import Service
from server.settings import Settings


def serve(settings: Settings) -> None:
    """Run a server until it is told to stop; print its address once it answers.

    Raises CommandError where the port or the data directory is taken.
    """
    bound = bind(settings.host, settings.port)
    settings = settings.model_copy(update={"port": bound.getsockname()[1]})

    @contextmanager
    def presence(service: Service) -> Iterator[None]:
        with local_access(service) as address, published(settings.data_dir, address):
            show_line(f"Gradus is at {settings.url} (data in {settings.data_dir}).")
            yield

    run(settings, bound, presence)
