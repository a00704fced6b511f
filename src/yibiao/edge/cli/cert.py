"""`yibiao cert`: HTTPS for an intranet address, so that phones may work offline. In: a home, hosts. Out: three files.

For operators. tls/authority.crt is installed on the phones and desks, tls/server.crt and tls/server.key serve.
Refuses: a host that is none, and to replace certificates that phones may have installed, unless told to.
"""

from __future__ import annotations

from pathlib import Path

import click

from yibiao.base.clock import system_clock
from yibiao.edge.certificates import issue
from yibiao.edge.cli.output import stops_on_problem, tell
from yibiao.edge.cli.words import both, say, short
from yibiao.edge.saving import save

FOLDER = "tls"


@click.command("cert", help=both("为内网地址生成 HTTPS 证书。", "Make certificates for an intranet address."))
@click.argument("hosts", nargs=-1, required=True)
@click.option("--home", type=click.Path(path_type=Path), required=True, help=short("数据目录", "home folder"))
@click.option("--replace", is_flag=True, help=short("替换原有证书", "replace existing certificates"))
@stops_on_problem
def cert(hosts: tuple[str, ...], home: Path, *, replace: bool) -> None:
    folder = home / FOLDER
    if (folder / "server.crt").exists() and not replace:
        raise click.UsageError(
            say(
                "证书已存在；替换后每台手机和电脑都要重新安装。确要替换请加 --replace。",
                "there are certificates already; after replacing, every device must install anew. Use --replace.",
            )
        )
    try:
        made = issue(hosts, system_clock())
    except ValueError as error:
        raise click.UsageError(say(f"主机名或地址不对：{error}", str(error))) from error
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name, text in (("authority.crt", made.authority), ("server.crt", made.server), ("server.key", made.key)):
        save(folder / name, text)
    (folder / "server.key").chmod(0o600)
    tell(_guide(folder, home, hosts[0]))


def _guide(folder: Path, home: Path, host: str) -> str:
    serve = f"yibiao serve --home {home} --host {host} --cert {folder / 'server.crt'} --key {folder / 'server.key'}"
    return say(
        f"""证书已生成。
1. 启动服务：{serve}
2. 把 {folder / "authority.crt"} 发到每台手机和电脑并安装：
   安卓、鸿蒙：设置 → 安全 → 加密与凭据 → 安装证书 → CA 证书。
   苹果：打开文件安装描述文件，再到 设置 → 通用 → 关于本机 → 证书信任设置 中启用。
   Windows：双击证书 → 安装 → 本地计算机 → 受信任的根证书颁发机构。
3. 用 https://{host}:8000/ 打开。证书 820 天后到期，届时用 --replace 重新生成。
这张证书只对上面的地址有效，签发用的私钥已销毁，不会被用来冒充其他网站。""",
        f"""Certificates made.
1. Serve: {serve}
2. Install {folder / "authority.crt"} on every phone and desk as a trusted authority
   (Android: Settings > Security > Install a certificate > CA; iOS: install the profile, then Settings > General >
   About > Certificate Trust Settings; Windows: double-click > Local Machine > Trusted Root Certification Authorities).
3. Open https://{host}:8000/. It ends after 820 days; make it anew with --replace.
The authority is good for these addresses only and its key is destroyed: it can pretend to be no other site.""",
    )
