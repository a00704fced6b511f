"""The table of contents of the API (OpenAPI 3.1 at /api/openapi.json). In: the nouns' routers. Out: one API.

Every route needs a session unless it says otherwise; every refusal is a `ProblemReply` (the schema says so for all).
"""

from __future__ import annotations

from typing import Any

from ninja import NinjaAPI

from yibiao import __version__
from yibiao.edge.http.applications import router as applications
from yibiao.edge.http.burden import router as burden
from yibiao.edge.http.caller import Signed
from yibiao.edge.http.catalogue import numbers
from yibiao.edge.http.catalogue import router as catalogue
from yibiao.edge.http.checks import router as checks
from yibiao.edge.http.corrections import router as corrections
from yibiao.edge.http.deliveries import router as deliveries
from yibiao.edge.http.directory import router as directory
from yibiao.edge.http.doubles import router as doubles
from yibiao.edge.http.exports import router as exports
from yibiao.edge.http.files import router as files
from yibiao.edge.http.filings import codes as filing_codes
from yibiao.edge.http.filings import router as filings
from yibiao.edge.http.fills import router as fills
from yibiao.edge.http.health import router as health
from yibiao.edge.http.imports import router as imports
from yibiao.edge.http.jobs import router as jobs
from yibiao.edge.http.journal import router as journal
from yibiao.edge.http.layout import router as layout
from yibiao.edge.http.ledger_health import router as ledger_health
from yibiao.edge.http.own import router as own
from yibiao.edge.http.packs import router as packs
from yibiao.edge.http.papers import router as papers
from yibiao.edge.http.piles import router as piles
from yibiao.edge.http.policies import router as policies
from yibiao.edge.http.questions import router as questions
from yibiao.edge.http.rechecks import router as rechecks
from yibiao.edge.http.reconciliations import router as reconciliations
from yibiao.edge.http.records import router as records
from yibiao.edge.http.replies import ProblemReply, refuse_in_words
from yibiao.edge.http.returns import router as returns
from yibiao.edge.http.rulings import router as rulings
from yibiao.edge.http.session import router as session
from yibiao.edge.http.sources import router as sources
from yibiao.edge.http.standard import router as standard
from yibiao.edge.http.sync import conflicts
from yibiao.edge.http.sync import router as sync
from yibiao.edge.http.watches import router as watches
from yibiao.edge.http.whistles import router as whistles

REFUSALS = ("401", "403", "404", "422", "429", "503")


class Api(NinjaAPI):
    """The schema names the refusals that any route may answer with."""

    def get_openapi_schema(self, **given: Any) -> Any:
        schema = super().get_openapi_schema(**given)
        schemas = schema.setdefault("components", {}).setdefault("schemas", {})
        model = ProblemReply.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas.update(model.pop("$defs", {}))
        schemas["ProblemReply"] = model
        reply = {"$ref": "#/components/schemas/ProblemReply"}
        for path in schema["paths"].values():
            for operation in path.values():
                for status in REFUSALS:
                    told = {"description": "refused", "content": {"application/json": {"schema": reply}}}
                    operation["responses"].setdefault(status, told)
        return schema


api = Api(title="一表通 Yibiao", version=__version__, docs_url=None, auth=Signed())
refuse_in_words(api)
api.add_router("/health", health, auth=None)
api.add_router("/session", session)
api.add_router("/standard", standard)
api.add_router("/own", own)
api.add_router("/directory", directory)
api.add_router("/journal", journal)
api.add_router("/imports", imports)
api.add_router("/sources", sources)
api.add_router("/deliveries", deliveries)
api.add_router("/jobs", jobs)
api.add_router("/files", files)
api.add_router("/layout", layout)
api.add_router("/records", records)
api.add_router("/conflicts", conflicts)
api.add_router("/rechecks", rechecks)
api.add_router("/packs", packs)
api.add_router("/sync", sync)
api.add_router("/forms", papers)
api.add_router("/fills", fills)
api.add_router("/exports", exports)
api.add_router("/questions", questions)
api.add_router("/piles", piles)
api.add_router("/filings", filings)
api.add_router("/filing-codes", filing_codes)
api.add_router("/checks", checks)
api.add_router("/returns", returns)
api.add_router("/burden", burden)
api.add_router("/whistles", whistles)
api.add_router("/applications", applications)
api.add_router("/catalogue", catalogue)
api.add_router("/numbers", numbers)
api.add_router("/reconciliations", reconciliations)
api.add_router("/ledger-health", ledger_health)
api.add_router("/watches/rules", rulings)
api.add_router("/watches", watches)
api.add_router("/policies", policies)
api.add_router("/corrections", corrections)
api.add_router("/doubles", doubles)
