"""nginx for the benchmark: the shipped configuration in a separate folder, without TLS."""

import os
import re
import shutil
import subprocess
from pathlib import Path

from letter_site.local.run import BASE_DIR
from tests.bench.load import NotMeasuredError

CONF = BASE_DIR / "letter_site" / "deploy" / "nginx.conf"
AROUND = """
daemon off;
worker_processes 2;
pid {scratch}/pid;
error_log {scratch}/error.log crit;
{user}
events {{ worker_connections 1024; }}
http {{
    include /etc/nginx/mime.types;
    sendfile on;  # with the next line, as in Debian's own nginx.conf
    tcp_nopush on;
    {temporary}
{conf}
}}
"""


def install():
    """Install nginx and wrk from Debian if they are missing and this is possible."""
    wanted = {"nginx": "nginx-light", "wrk": "wrk"}
    missing = [package for program, package in wanted.items() if not shutil.which(program)]
    if not missing or os.getuid() or not shutil.which("apt-get"):
        return
    print(f"Installing {' and '.join(missing)}…", flush=True)
    quiet = {"env": os.environ | {"DEBIAN_FRONTEND": "noninteractive"}, "capture_output": True}
    subprocess.run(["apt-get", "update", "-qq"], **quiet)
    install = ["apt-get", "install", "-qq", "-y", "--no-install-recommends"]
    subprocess.run([*install, *missing], **quiet)


def command(scratch, port, site, forms=None):
    """Write the configuration to `scratch`; return the command.

    `port` is in front of `site`, and of `forms` for the processes that take forms, if there are
    any.
    """
    if not shutil.which("nginx"):
        raise NotMeasuredError("needs nginx")
    for each in ("cache", "log", "static"):
        (scratch / each).mkdir(parents=True, exist_ok=True)
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    file = scratch / "nginx.conf"
    file.write_text(
        AROUND.format(
            scratch=scratch,
            user="" if os.getuid() else "user root;",
            temporary="\n    ".join(f"{each}_temp_path {scratch}/{each};" for each in kinds),
            conf=rewritten(CONF.read_text(), scratch, port, site, forms or site),
        )
    )
    return [Path(shutil.which("nginx")), "-c", file, "-e", scratch / "error.log"]


def rewritten(conf, scratch, port, site, forms):
    """Return the configuration with other folders and ports, and without TLS and its servers.

    Its limits of requests per address are out of reach, because one client acts as a crowd here.
    """
    blocks = re.findall(r"^server \{\n.*?^\}\n", conf, re.DOTALL | re.MULTILINE)
    for block in blocks:
        if "proxy_pass" not in block:
            conf = conf.replace(block, "")
    changes = {
        r"^    (listen|ssl_\w+) .*\n": "",
        r"^    server_name .*": f"    listen 127.0.0.1:{port};",
        r"unix:/run/letter/web\.sock": site,
        r"unix:/run/letter-forms/forms\.sock": forms,
        r"/var/lib/nginx/letter": f"{scratch}/cache",
        r"/var/log/nginx/": f"{scratch}/log/",
        r"/var/lib/letter/static/": f"{scratch}/static/",
        r"rate=\d+r/s": "rate=1000000r/s",
    }
    for old, new in changes.items():
        conf = re.sub(old, new, conf, flags=re.MULTILINE)
    return conf
