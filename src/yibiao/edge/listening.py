"""The web server. In: where to listen, in how many processes. Out: answers until stopped; each process runs `serving`.

Refuses: nothing; what dies is started anew by the server.
"""

from __future__ import annotations

from pathlib import Path

THREADS = 8


def listen(host: str, port: int, processes: int, certificate: str | None, key: str | None) -> None:
    """Until SIGTERM or SIGINT. certificate, key: files, for HTTPS."""
    from granian import Granian
    from granian.constants import Interfaces

    Granian(
        "yibiao.edge.serving:application", address=host, port=port, interface=Interfaces.WSGI, workers=processes,
        blocking_threads=THREADS, ssl_cert=Path(certificate) if certificate else None,
        ssl_key=Path(key) if key else None, log_enabled=True, log_level="warning", respawn_failed_workers=True,
    ).serve()  # fmt: skip
