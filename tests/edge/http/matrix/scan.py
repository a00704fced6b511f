"""Which values of the scene stand in a reply. In: its bytes. Out: facts. Refuses: nothing; packed files are unpacked."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable, Iterator

from tests.edge.http.matrix.oracle import Fact, may_read


def texts(content: bytes) -> Iterator[str]:
    """All text of a reply: JSON without its escapes, the parts of a packed workbook, anything else as it is."""
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            for name in package.namelist():
                yield package.read(name).decode("utf-8", "replace")
        return
    try:
        yield json.dumps(json.loads(content), ensure_ascii=False)
    except ValueError:
        yield content.decode("utf-8", "replace")


def found_in(content: bytes, facts: Iterable[Fact]) -> list[Fact]:
    whole = "\n".join(texts(content))
    return [fact for fact in facts if fact.value in whole]


def leaks(login: str | None, content: bytes, facts: Iterable[Fact]) -> list[Fact]:
    """Values in the reply that `login` may not read in clear."""
    return [fact for fact in found_in(content, facts) if not may_read(login, fact)]
