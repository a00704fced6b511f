"""`yibiao serve`: the pages and the API for everybody, and the worker for long work. In: a home. Out: a running site.

For operators. One process does everything, its threads answer; with `--processes` several answer, and the mirror and
the long work are processes of their own beside them. Ends with Ctrl-C. Refuses: a home that is none, or one whose
tables are those of an earlier version.
"""

from __future__ import annotations

import os
import socket
from pathlib import Path

import click

from yibiao.base.problems import Place, ProblemError, problem
from yibiao.edge.attendants import attend
from yibiao.edge.cli.home import open_home
from yibiao.edge.cli.output import stops_on_problem, tell
from yibiao.edge.cli.words import both, say, short
from yibiao.edge.listening import listen


def serve_home(
    home: Path, host: str, port: int, *, certificate: Path | None = None, key: Path | None = None, processes: int = 1
) -> None:
    """Serve until stopped; `ProblemError` CLI_PORT_TAKEN where somebody else listens there."""
    _must_be_free(host, port)
    tls = certificate is not None
    os.environ["YIBIAO_TLS"] = "1" if tls else "0"
    tell(say(f"一表通已启动：{'https' if tls else 'http'}://{host}:{port}/", f"serving {host}:{port}"))
    told = {"host": host, "port": port, "processes": processes, "certificate": _text(certificate), "key": _text(key)}
    if processes > 1:
        attend(told)
    else:
        listen(**told)  # type: ignore[arg-type]  # as it is handed to the other processes, in JSON


def _text(path: Path | None) -> str | None:
    return None if path is None else str(path.resolve())


def _must_be_free(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as fault:
            raise ProblemError(problem("CLI_PORT_TAKEN", Place(), host=host, port=port)) from fault


@click.command("serve", help=both("打开网页服务。", "Serve the pages and the API."))
@click.option("--home", type=click.Path(path_type=Path), required=True, help=short("数据目录", "home folder"))
@click.option("--host", default="127.0.0.1", show_default=True, help=short("监听地址", "address to listen on"))
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help=short("端口", "port"))
@click.option("--cert", "certificate", type=click.Path(path_type=Path, exists=True), help=short("证书", "certificate"))
@click.option("--key", type=click.Path(path_type=Path, exists=True), help=short("证书私钥", "its private key"))
@click.option(
    "--processes", default=1, show_default=True, type=click.IntRange(1, 64),
    help=short("应答进程数；多于一个时，镜像和后台任务各有进程", "how many answer; of several, mirror apart"),
)  # fmt: skip
@stops_on_problem
def serve(
    home: Path, host: str, port: int, *, certificate: Path | None, key: Path | None, processes: int
) -> None:  # fmt: skip
    os.environ.setdefault("YIBIAO_HOSTS", f"{host},127.0.0.1,localhost" if host != "0.0.0.0" else "*")  # noqa: S104
    open_home(home)
    from yibiao.edge.checks import tables_behind

    if (old := tables_behind()) is not None:
        raise ProblemError(old)
    serve_home(home, host, port, certificate=certificate, key=key, processes=processes)
