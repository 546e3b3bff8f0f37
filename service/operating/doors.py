"""Doors for machines that look after the service: is it alive, should it be sent requests, its figures."""

import hmac

from flask import Response, make_response, request
from flask_openapi import APIBlueprint, Tag
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import CollectorRegistry
from pydantic import BaseModel, Field

from service.api.guard import parts
from service.api.shared import PROBLEMS, answer
from service.errors import NotFound
from service.operating.gauges import Standing
from service.operating.metrics import of_all_processes

api = APIBlueprint(
    "operation",
    __name__,
    abp_tags=[Tag(name="operation", description="For what watches over the service")],
    abp_responses=PROBLEMS,
)


class AliveForm(BaseModel):
    """That the process answers; nothing else is looked at."""

    alive: bool = True


class PartForm(BaseModel):
    """One part of what an answer rests on."""

    name: str = Field(description="disk, database, day, freshness, outbox or stopping")
    well: bool
    found: str = Field(description="What was found, in words; nothing about people")


class ReadyForm(BaseModel):
    """Whether requests should be sent here, part by part."""

    ready: bool
    parts: list[PartForm]


@api.get("/health/live", summary="Is the process alive", responses={200: AliveForm})
def live() -> Response:
    """Always 200: a process that does not answer this should be started anew."""
    return answer(AliveForm())


@api.get(
    "/health/ready",
    summary="Should requests be sent here",
    responses={200: ReadyForm, 503: ReadyForm},
)
def ready() -> Response:
    """200 when every needed part is well and the service is not about to stop, else 503."""
    looked = parts().readiness.parts(parts().clock())
    shown = [PartForm(name=p.name, well=p.well, found=p.found) for p in looked]
    stopping = parts().stopping()
    if stopping:
        shown.append(PartForm(name="stopping", well=False, found="正在停止，不再接受新请求"))
    well = not stopping and all(part.well for part in looked if part.needed)
    return answer(ReadyForm(ready=well, parts=shown), 200 if well else 503)


@api.get(
    "/metrics",
    summary="Figures for Prometheus",
    responses={200: {"content": {"text/plain": {}}}},
)
def metrics() -> Response:
    """Figures of all processes, for whoever shows the token of `SONGGANG_METRICS_TOKEN`; else there is nothing here."""
    token = parts().settings.metrics_token
    shown = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if token is None or not hmac.compare_digest(shown.encode(), token.encode()):
        raise NotFound("没有这个地址，请核对接口文档 /api/docs。")
    standing = CollectorRegistry()
    settings, store, clock = parts().settings, parts().store, parts().clock
    standing.register(Standing(settings, store, parts().readiness, clock))
    counted = generate_latest(of_all_processes())
    response = make_response(counted + generate_latest(standing))
    response.headers["Content-Type"] = CONTENT_TYPE_LATEST
    return response
