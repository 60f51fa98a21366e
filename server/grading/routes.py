"""Whether the server lives and may be sent work, and its figures."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy import text

from grader import CodeRunning
from server.grading.dependencies import read_figures
from server.grading.worker import Workers
from server.web.dependencies import CurrentDatabase, CurrentQueue, CurrentSpool, held
from server.web.interface import ERRORS

router = APIRouter(tags=["health"])

CurrentWorkers = Annotated[Workers, held(Workers)]
CurrentCode = Annotated[CodeRunning, held(CodeRunning)]


@router.get("/healthz")
def healthz() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


@router.get("/readyz")
def readyz(
    database: CurrentDatabase,
    workers: CurrentWorkers,
    code: CurrentCode,
    queue: CurrentQueue,
    spool: CurrentSpool,
) -> JSONResponse:
    """Database, workers and sandbox are there; 503 with the reason where not.

    degraded names what is short while all that is there already goes on: without room on the `disk`
    uploads are refused, and boards are read.
    code says how code is run here: `confined` with these defences, `elsewhere` by other workers,
    `trusted` as the owner's own, or `refused` for a reason, which is what systems without a
    sandbox do while they grade prediction files.
    """
    checks = {"workers": workers.alive, "sandbox": code.is_sound}
    try:
        with database.read() as session:
            session.execute(text("SELECT 1"))
        checks["database"] = True
    except Exception:  # noqa: BLE001 - whatever the driver raises, the answer is the same
        checks["database"] = False
    ready = all(checks.values())
    return JSONResponse(
        {
            "ready": ready,
            "checks": checks,
            "degraded": [] if spool.has_room else ["disk"],
            "code": _code(code),
            "queued": len(queue),
            "waits_for": workers.waits_for,
        },
        status_code=HTTPStatus.OK if ready else HTTPStatus.SERVICE_UNAVAILABLE,
    )


def _code(code: CodeRunning) -> dict[str, object]:
    in_force = [finding.defence.value for finding in code.findings if finding.in_force]
    answer: dict[str, object] = {"state": code.state.value, "defences": in_force}
    if code.missing is not None:
        answer |= {"reason": code.missing.reason, "remedy": code.missing.remedy}
    return answer


@router.get(
    "/metrics",
    response_class=Response,
    dependencies=[Depends(read_figures)],
    responses={"4XX": ERRORS["4XX"]},
)
def metrics() -> Response:
    """Figures in the Prometheus text format, for administrators and by `GRADUS_METRICS_TOKEN`."""
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)
