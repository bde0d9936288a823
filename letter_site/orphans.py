"""Servers that outlived the program which started them."""

import signal
from contextlib import suppress
from pathlib import Path

import psutil


def end_orphans(program: str, folder: Path, goodbye: signal.Signals) -> None:
    """Stop every `program` that works in `folder`; the caller holds the lock on VAR_DIR.

    The processes themselves are asked, not a pid file: after a crash the number in it may
    belong to somebody else, or the server may be gone with its helpers still writing.
    """
    orphans = [each for each in psutil.process_iter() if works_in(each, program, folder)]
    for each in orphans:
        send(each, goodbye)
    _, stubborn = psutil.wait_procs(orphans, timeout=10)
    for each in stubborn:
        send(each, signal.SIGKILL)
    psutil.wait_procs(stubborn, timeout=10)


def works_in(process: psutil.Process, program: str, folder: Path) -> bool:
    try:
        return process.name() == program and process.cwd() == str(folder)
    except psutil.Error:  # gone meanwhile, or not ours
        return False


def send(process: psutil.Process, goodbye: signal.Signals) -> None:
    with suppress(psutil.Error):
        process.send_signal(goodbye)
