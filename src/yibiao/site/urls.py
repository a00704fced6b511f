"""The addresses of the site. In: a path. Out: the API, or the one page, which finds its own way from the path."""

from __future__ import annotations

from django.conf import settings
from django.contrib import admin
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.urls import path, re_path

from yibiao.base.problems import Place, problem
from yibiao.edge.http.api import api
from yibiao.edge.http.metrics import metrics
from yibiao.edge.sso.addresses import addresses

_NO_PAGES = "一表通：页面还没有生成，请先运行 make pages。 Yibiao: the pages are not built yet, run make pages."


def page(request: HttpRequest) -> HttpResponseBase:
    """The installable page; the same for every address that the API does not have."""
    file = settings.PAGES / "index.html"
    if not file.is_file():
        return HttpResponse(_NO_PAGES, content_type="text/plain; charset=utf-8", status=503)
    reply = FileResponse(file.open("rb"), content_type="text/html; charset=utf-8")
    reply["Cache-Control"] = "no-cache"
    return reply


def refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """What a request without the CSRF token gets."""
    return JsonResponse(problem("HTTP_NOT_ALLOWED", Place()).as_json(), status=403)


def absent(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return JsonResponse(problem("HTTP_NOT_THERE", Place()).as_json(), status=404)


def fault(request: HttpRequest) -> HttpResponse:
    return JsonResponse(problem("HTTP_FAULT", Place()).as_json(), status=500)


handler404 = absent
handler500 = fault

urlpatterns = [
    path("api/", api.urls),
    path("metrics", metrics),
    path("admin/", admin.site.urls),
    *addresses,
    re_path(r"^(?!(?:api|assets|static|sso|identity|\.well-known)/|admin(?:/|$)).*$", page),
]
