"""The program that makes letters runs alone: no network, and nothing installed."""

import subprocess
import sys

import pytest

from signatures.renditions.files import letters_tool
from tests.factories import make_guild

pytestmark = pytest.mark.django_db


def test_program_runs_by_itself_and_knows_the_guild(tmp_path):
    guild = make_guild(slug="tin", name="Tin Players")
    (tmp_path / "letters.pyz").write_bytes(letters_tool.of_guild(guild))
    link = "https://letter.example/ask/sign/?guild_code=ABCD-2345-EFGH-6789"
    (tmp_path / "codes.csv").write_text(f"number,code,link\n1,ABCD-2345-EFGH-6789,{link}\n")

    # -I and -S: without the packages that are installed here
    command = [sys.executable, "-I", "-S", "letters.pyz", "codes.csv"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    page = (tmp_path / "codes-letters-1.html").read_text()
    assert "Tin Players has sent you a personal code" in page
    assert "<svg" in page


def test_program_names_a_wrong_file(tmp_path):
    (tmp_path / "letters.pyz").write_bytes(letters_tool.of_guild(make_guild()))

    command = [sys.executable, "-I", "-S", "letters.pyz", "none.csv"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert "none.csv" in done.stderr
    assert "Traceback" not in done.stderr


def test_program_is_the_same_each_time():
    guild = make_guild()
    first = letters_tool.of_guild(guild)
    letters_tool._built.cache_clear()

    assert letters_tool.of_guild(guild) == first
