"""Files of the caller: results to download, uploads to look at again. In: an id. Out: the bytes as an attachment."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema, Status

from yibiao.base.problems import Place, ProblemError, problem
from yibiao.work.files import actions, queries

router = Router(tags=["files"])
TYPES = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".xls": "application/vnd.ms-excel",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".csv": "text/csv; charset=utf-8",
    ".json": "application/json",
}


class FileReply(Schema):
    id: str
    kind: str
    name: str
    size: int
    made: datetime
    ends: datetime


@router.get("", response=list[FileReply])
def files(request: HttpRequest, kind: str | None = None) -> list[queries.FileRow]:
    return list(queries.files_of(request.auth.login, kind))


@router.get("/{file}/content", response={200: bytes})
def content(request: HttpRequest, file: str) -> HttpResponse:
    row = queries.file_of(request.auth.login, file)
    held = queries.content_of(request.auth.estate.house.vault, request.auth.login, file)
    if row is None or held is None:
        raise ProblemError(problem("FILES_NONE", Place()))
    return attachment(row.name, held)


@router.delete("/{file}", response={204: None})
def drop(request: HttpRequest, file: str) -> Status:
    actions.drop_file(request.auth.login, file)
    return Status(204, None)


def attachment(name: str, content: bytes) -> HttpResponse:
    """A download that no browser opens as a page."""
    suffix = f".{name.rpartition('.')[2].lower()}"
    reply = HttpResponse(content, content_type=TYPES.get(suffix, "application/octet-stream"))
    reply["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    reply["X-Content-Type-Options"] = "nosniff"
    reply["Cache-Control"] = "no-store"
    return reply
