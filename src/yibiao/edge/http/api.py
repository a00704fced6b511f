"""The table of contents of the API (OpenAPI 3.1 at /api/openapi.json). In: the nouns' routers. Out: one API."""

from ninja import NinjaAPI

from yibiao import __version__
from yibiao.edge.http.health import router as health
from yibiao.edge.http.standard import router as standard

api = NinjaAPI(title="一表通 Yibiao", version=__version__, docs_url=None)
api.add_router("/health", health)
api.add_router("/standard", standard)
