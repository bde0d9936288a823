"""Faults that need root: a full disk, a disk that fails, too little memory, another clock."""

import os
import signal
import subprocess
import time
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

from letter_site.local.run import BASE_DIR
from tests.faults.drill.injected import SENDERS, Excuse, every, processes, start_again

VOLUME = 1500  # MiB, for PostgreSQL
LEAST_MEMORY = 16384  # bytes beyond what it has; a process that needs more is killed
CGROUP = Path("/sys/fs/cgroup")
PRELOAD = "/usr/$LIB/faketime/libfaketimeMT.so.1"


class CannotInjectError(Exception):
    """This machine cannot do it; the text says why."""


def mount_volume(folder):
    """Give PostgreSQL a volume of its own that can be filled. Return whether that worked."""
    folder.mkdir(mode=0o755)
    options = ["-t", "tmpfs", "-o", f"size={VOLUME}m,mode=0755", "letter-drill", str(folder)]
    return subprocess.run(["mount", *options], capture_output=True).returncode == 0


def unmount_volume(folder):
    subprocess.run(["umount", str(folder)], check=False, capture_output=True)


def disk_full(site, seconds):
    """F7 The disk of PostgreSQL is full."""
    home = site.servers.postgres.home
    if not os.path.ismount(home):
        raise CannotInjectError("PostgreSQL has no volume of its own: mounting needs root")
    ballast = home / "ballast"
    began = time.monotonic()
    with ballast.open("wb") as file:
        end = began + seconds
        while time.monotonic() < end:
            with suppress(OSError):  # ENOSPC, which is what we want
                while file.write(bytes(65536)):
                    file.flush()
            time.sleep(0.1)
        with suppress(OSError):
            file.truncate(0)
    ballast.unlink()
    start_again(site, [])
    return [Excuse(began, time.monotonic(), SENDERS)]


def disk_fails(site, seconds):
    """F8 Every fsync of PostgreSQL fails with EIO."""
    traced = [f"--attach={each.pid}" for each in processes(site.servers.postgres.child)]
    inject = ["--trace=fsync,fdatasync", "--inject=fsync,fdatasync:error=EIO"]
    command = ["strace", "-f", "-qq", "-o", os.devnull, *inject, *traced]
    try:
        strace = subprocess.Popen(command, stderr=subprocess.PIPE)
    except FileNotFoundError:
        raise CannotInjectError("strace is not installed") from None
    began = time.monotonic()
    time.sleep(seconds)
    if strace.poll() not in (None, 0) and time.monotonic() - began < 1:
        raise CannotInjectError(f"strace: {strace.stderr.read().decode()[:200]}")
    strace.send_signal(signal.SIGINT)
    with suppress(subprocess.TimeoutExpired):
        strace.wait(5)
    strace.kill()
    strace.wait()
    # Whoever replaced the disk starts PostgreSQL again. One that was traced until then may wait
    # for ever for a process whose end its tracer kept to itself.
    site.servers.postgres.child.kill()
    start_again(site, [])
    return [Excuse(began, time.monotonic(), SENDERS)]


def memory_short(site, seconds):
    """F11 Web processes are killed because they need more memory than their group may have."""
    killed = 0
    for _ in every(seconds, 4):
        start_again(site, [site.web])
        with cgroup() as group:
            for web in processes(site.web)[1:2]:
                with suppress(OSError):
                    (group / "cgroup.procs").write_text(str(web.pid))
                with suppress(psutil.TimeoutExpired):
                    web.wait(3)
                killed += not web.is_running()
    if not killed:
        raise CannotInjectError("no process was killed within its group")
    return []


@contextmanager
def cgroup():
    """Yield a group of processes with very little memory."""
    v1 = (CGROUP / "memory").is_dir()
    group = (CGROUP / "memory" if v1 else CGROUP) / f"letter-drill-{os.getpid()}"
    limit = group / ("memory.limit_in_bytes" if v1 else "memory.max")
    try:
        group.mkdir()
        limit.write_text(str(LEAST_MEMORY))
    except OSError as error:
        raise CannotInjectError(f"cgroups: {error.strerror}") from None
    try:
        yield group
    finally:
        limit.write_text("-1" if v1 else "max")
        for pid in (group / "cgroup.procs").read_text().split():  # those that were not killed
            (group.parent / "cgroup.procs").write_text(pid)
        with suppress(OSError):
            group.rmdir()


@contextmanager
def clock(site, shift):
    """Restart the web server with its clock moved by ``shift``, for example "+4d"."""
    if not list(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1")):
        raise CannotInjectError("faketime is not installed")
    env = site.web.env
    site.web.stop(within=20)
    site.web.env = {
        **env,
        "FAKETIME": shift,
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "LD_PRELOAD": PRELOAD,
        "PYTHONPATH": str(BASE_DIR / "tests/shifted_clock"),
    }
    try:
        site.web.start()
        yield
    finally:
        site.web.stop(within=20)
        site.web.env = env
        site.web.start()


ALL = [disk_full, disk_fails, memory_short]
