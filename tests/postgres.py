"""A PostgreSQL for the tests, from the server binaries that this machine has. In: nothing. Out: a running server.

Looks in PATH and /usr/lib/postgresql/*/bin; data in a temporary folder, a free port on loopback; when root, the server
runs as another user, because it refuses root. Refuses: nothing; without binaries `start` says so loudly and gives None.
"""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

LOUD = """
!!! PostgreSQL: {why}
!!! The work rooms were NOT tested on PostgreSQL. Install its server (e.g. apt-get install postgresql) and run again.
"""
_USER, _PASSWORD = "yibiao", "only-for-this-test-run"


@dataclass(frozen=True)
class Server:
    """A running server: `url` of its database, `stop` ends it and removes its folder."""

    url: str
    folder: Path
    process: subprocess.Popen[bytes]

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def binaries() -> Path | None:
    """The folder with initdb and postgres, or None."""
    found = shutil.which("initdb")
    places = [Path(found).resolve().parent] if found else []
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((place for place in places if (place / "initdb").exists() and (place / "postgres").exists()), None)


def other_user() -> dict[str, int]:
    """When root: whom the server runs as, for `subprocess`; else nothing."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": entry.pw_uid, "group": entry.pw_gid}
    return {}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(settings: Mapping[str, str] | None = None) -> Server | None:
    """A fresh server, ready for connections; None, with a loud word, where that cannot be had.

    settings: of the server, besides those that it needs here.
    """
    place = binaries()
    if place is None:
        return loudly("no server binaries (initdb, postgres) found")
    folder = Path(tempfile.mkdtemp(prefix="yibiao-postgres-"))
    try:
        return launch(place, folder, settings or {})
    except (OSError, subprocess.SubprocessError, TimeoutError) as fault:
        shutil.rmtree(folder, ignore_errors=True)
        return loudly(f"found {place}, but it would not start: {fault}")


def launch(place: Path, folder: Path, wanted: Mapping[str, str]) -> Server:
    who = other_user()
    secret = folder / "password"
    secret.write_text(_PASSWORD)
    if who:
        for path in (folder, secret):
            os.chown(path, who["user"], who["group"])
    environment = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", "HOME": str(folder)}
    run = {"env": environment, "cwd": folder, "stdin": subprocess.DEVNULL, "stderr": subprocess.STDOUT, **who}
    data = folder / "data"
    subprocess.run(
        [place / "initdb", "-D", data, "-U", _USER, f"--pwfile={secret}", "-A", "scram-sha-256", "-E", "UTF8", "-N"],
        check=True, stdout=subprocess.DEVNULL, timeout=120, **run,
    )  # fmt: skip
    port = free_port()
    settings = {
        "listen_addresses": "127.0.0.1",
        "port": port,
        "unix_socket_directories": "",
        "max_connections": 40,
        **wanted,
    }
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen([place / "postgres", "-D", data, *options], stdout=log, **run)
    server = Server(f"postgresql://{_USER}:{_PASSWORD}@127.0.0.1:{port}/postgres", folder, process)
    wait(server)
    return server


def wait(server: Server, seconds: float = 60.0) -> None:
    """Until it answers; `TimeoutError` (the server is stopped) when it does not."""
    import psycopg

    end = time.monotonic() + seconds
    while time.monotonic() < end and server.process.poll() is None:
        try:
            psycopg.connect(server.url, connect_timeout=2).close()
            return
        except psycopg.OperationalError:
            time.sleep(0.1)
    said = (server.folder / "log").read_text(errors="replace")[-800:]
    server.stop()
    raise TimeoutError(said)


def new_database(url: str, template: str = "") -> str:
    """The address of a fresh database on the same server: empty, or a copy of the one at the address `template`."""
    import psycopg
    from psycopg.sql import SQL, Identifier

    name, like = f"fresh_{uuid.uuid4().hex}", template.rpartition("/")[2] or "template1"
    with psycopg.connect(f"{url.rpartition('/')[0]}/postgres", autocommit=True) as connection:
        connection.execute(SQL("CREATE DATABASE {} TEMPLATE {}").format(Identifier(name), Identifier(like)))
    return f"{url.rpartition('/')[0]}/{name}"


def loudly(why: str) -> None:
    sys.stderr.write(LOUD.format(why=why))
