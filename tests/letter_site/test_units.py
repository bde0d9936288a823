"""systemd reads every unit without a warning. Programs and users of the guide are not here."""

import re
import shutil
import subprocess
import sys

import pytest

from letter_site.local.run import BASE_DIR

UNITS = sorted((BASE_DIR / "letter_site/deploy").glob("*.service"))
ANALYZE = shutil.which("systemd-analyze")


def verify(folder, names):
    """Return what systemd has to say about the units in ``folder``, line by line."""
    command = [ANALYZE, "verify", "--man=no", *(folder / name for name in names)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    lines = done.stderr.splitlines()
    # Units of the machine itself may be at fault too.
    return [line for line in lines if any(name in line for name in names)]


def copy(folder, change=lambda text: text):
    """Write the units with this Python, and without the user and the file of settings."""
    for path in UNITS:
        text = path.read_text().replace("/srv/letter/.venv/bin/python", sys.executable)
        text = re.sub(r"^(User|Group|EnvironmentFile|WorkingDirectory)=.*\n", "", text, flags=re.M)
        (folder / path.name).write_text(change(text))
    return [path.name for path in UNITS]


@pytest.mark.skipif(ANALYZE is None, reason="systemd-analyze is not installed")
def test_systemd_has_nothing_to_say_about_the_units(tmp_path):
    assert verify(tmp_path, copy(tmp_path)) == []


@pytest.mark.skipif(ANALYZE is None, reason="systemd-analyze is not installed")
def test_systemd_would_say_that_a_name_is_misspelt(tmp_path):
    names = copy(tmp_path, lambda text: text.replace("TimeoutStopSec=", "TimeoutStopsSec="))

    assert len(verify(tmp_path, names)) >= len(UNITS) == 5


def test_every_unit_starts_again_and_stops_before_systemd_kills_it():
    for path in UNITS:
        text = path.read_text()
        assert "\nRestart=always\n" in text, path.name
        assert re.search(r"^TimeoutStopSec=\d+$", text, re.MULTILINE), path.name
