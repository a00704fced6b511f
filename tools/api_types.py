"""Types of the API for the pages. In: the OpenAPI document of our own API. Out: frontend/app/src/api/schema.d.ts.

The file's first line carries a hash of the document, so that a test sees a stale file without Node.
`python -m tools.api_types` writes it. Refuses: to count the version number as a change.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import tempfile
from pathlib import Path

from tools.node import FRONTEND, npm

TYPES = FRONTEND / "app" / "src" / "api" / "schema.d.ts"
HEAD = "// Made by `python -m tools.api_types` from the OpenAPI document {}; do not edit.\n"


def document() -> str:
    """The OpenAPI document, keys sorted, without its version."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yibiao.site.settings")
    import django

    django.setup()
    from yibiao.edge.http.api import api

    found = json.loads(json.dumps(api.get_openapi_schema(path_prefix="/api/"), default=str))
    found["info"]["version"] = ""
    return json.dumps(found, sort_keys=True, ensure_ascii=False)


def head(text: str) -> str:
    return HEAD.format(hashlib.sha256(text.encode()).hexdigest()[:16])


def is_fresh() -> bool:
    return TYPES.exists() and TYPES.read_text("utf-8").startswith(head(document()))


def write() -> int:
    text = document()
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "openapi.json", Path(folder) / "schema.d.ts"
        source.write_text(text, "utf-8")
        code = npm("exec", "--offline", "--", "openapi-typescript", str(source), "-o", str(target), quiet=True)
        if code == 0:
            TYPES.write_text(head(text) + target.read_text("utf-8"), "utf-8")
    return code


if __name__ == "__main__":
    sys.exit(write())
