"""Cleanup of servers that outlived the program that started them."""

import signal
from contextlib import suppress
from pathlib import Path

import psutil


def end_orphans(program: str, folder: Path, goodbye: signal.Signals) -> None:
    """Stop every `program` that works in `folder`. The caller must hold the lock on VAR_DIR.

    This looks at processes instead of a pid file. After a crash the pid may belong to another
    program, or the server may have ended while its helpers still write.
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
    except psutil.Error:  # it has ended, or is not ours
        return False


def send(process: psutil.Process, goodbye: signal.Signals) -> None:
    with suppress(psutil.Error):
        process.send_signal(goodbye)
