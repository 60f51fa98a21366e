"""`gradus serve`: one server on this machine, findable by local commands."""

from gradus.api.client import Address
from gradus.host.sandbox_notice import require_own_machine
from gradus.host.web_server import bind, run
from gradus.output.terminal import show_line
from server.settings import Settings


def serve(settings: Settings) -> None:
    """Run a server until it is told to stop; print its address once it answers.

    Raises CommandError where the port or the data directory is taken, and for code trusted from
    afar.
    """
    require_own_machine(settings)
    bound = bind(settings.host, settings.port)
    settings = settings.model_copy(update={"port": bound.getsockname()[1]})

    def tell(_: Address) -> None:
        show_line(f"Gradus is at {settings.url} (data in {settings.data_dir}).")

    run(settings, bound, tell)
