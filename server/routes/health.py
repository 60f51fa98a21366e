"""Whether the server lives and may be sent work, and its figures."""

from http import HTTPStatus

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy import text

from server.routes.dependencies import CurrentService

router = APIRouter(tags=["health"])


@router.get("/healthz")
def healthz() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


@router.get("/readyz")
def readyz(service: CurrentService) -> JSONResponse:
    """The database answers and the workers run; 503 with the reason where not.

    takes_layer_files says whether student code may run here, which not every server is for.
    """
    checks = {"workers": service.workers.alive}
    try:
        with service.database.read() as session:
            session.execute(text("SELECT 1"))
        checks["database"] = True
    except Exception:  # noqa: BLE001 - whatever the driver raises, the answer is the same
        checks["database"] = False
    ready = all(checks.values())
    return JSONResponse(
        {
            "ready": ready,
            "checks": checks,
            "takes_layer_files": service.may_run_code,
            "queued": len(service.queue),
        },
        status_code=HTTPStatus.OK if ready else HTTPStatus.SERVICE_UNAVAILABLE,
    )


@router.get("/metrics", response_class=Response)
def metrics() -> Response:
    """Figures in the Prometheus text format."""
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)
