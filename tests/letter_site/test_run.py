"""`make run` as a person meets it: its words, its end, what it leaves behind."""

import http.client
import os
import signal
import socket
import subprocess
import sys
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import psutil
import pytest

from letter_site.local import embedded, first_run
from letter_site.local.places import delete_data, socket_dir
from signatures.management.commands import create_organizer
from tests import schema
from tests.journeys import smtp_sink

ROOT = Path(__file__).parents[2]


@pytest.fixture
def free_port():
    return smtp_sink.free_port()


@pytest.fixture
def var_dir(tmp_path):
    """A place whose database is deleted, also when root's had to be put elsewhere."""
    yield tmp_path / "var"
    delete_data(tmp_path / "var/postgres")


@pytest.fixture
def with_tables(var_dir):
    """The same place, whose database has the tables already: making them takes longest."""
    with embedded.servers(var_dir, valkey=False) as servers:
        manage = [sys.executable, "manage.py", "migrate", "--no-input"]
        env = environment(DEBUG=True, VAR_DIR=var_dir, DATABASE_URL=servers.database_url)
        schema.fill(
            servers.database_url, partial(subprocess.run, manage, cwd=ROOT, env=env, check=True)
        )
    return var_dir


def environment(**values):
    ours = {"DATABASE_URL", "REDIS_URL", "EMAIL_URL", "SITE_URL", "DEBUG", "SECRET_KEY"}
    kept = {name: value for name, value in os.environ.items() if name not in ours}
    return kept | {name: str(value) for name, value in values.items()}


@contextmanager
def run(**values):
    """Start `make run`; a test that fails inside the block ends it, too."""
    with subprocess.Popen(
        [sys.executable, "-m", "letter_site.local.run"],
        cwd=ROOT,
        env=environment(**values),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as program:
        try:
            yield program
        except BaseException:
            program.terminate()
            raise


def status(port, path):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path)
    answer = connection.getresponse().status
    connection.close()
    return answer


def answers_at(file):
    """Return the status of the web server at a Unix socket."""
    connection = http.client.HTTPConnection("localhost", timeout=30)
    connection.sock = socket.socket(socket.AF_UNIX)
    connection.sock.connect(str(file))
    connection.request("GET", "/healthz/ready")
    answer = connection.getresponse().status
    connection.close()
    return answer


def listening_at(process):
    try:
        return [
            each.laddr
            for each in process.net_connections("inet")
            if each.status == psutil.CONN_LISTEN
        ]
    except psutil.NoSuchProcess:  # a connection of PostgreSQL that has ended since
        return []


@pytest.mark.timeout(900)  # it starts a whole site, which takes minutes on a busy machine
def test_run_serves_the_site_and_leaves_nothing_behind(with_tables, free_port):
    var_dir = with_tables
    with run(PORT=free_port, VAR_DIR=var_dir, EMAIL_URL="smtp://me:hush@mail.test:25") as program:
        said = []
        for line in program.stdout:
            said.append(line)
            if line == "Ctrl-C stops everything.\n":
                break
        assert said[-1:] == ["Ctrl-C stops everything.\n"], said
        family = psutil.Process(program.pid).children(recursive=True)
        listening = {address for process in family for address in listening_at(process)}
        answers = [status(free_port, path) for path in ("/", "/healthz/ready")]
        forms = answers_at(socket_dir(var_dir, "forms.sock") / "forms.sock")
        next(each for each in family if each.name() == "postgres").kill()
        said.append(program.stdout.readline())
        answers.append(status(free_port, "/healthz/ready"))
        family += psutil.Process(program.pid).children(recursive=True)

        program.send_signal(signal.SIGINT)

        rest, errors = program.communicate(timeout=30)
    password = (var_dir / "organizer.txt").read_text()
    assert said[-1] == "PostgreSQL stopped unexpectedly and was started again.\n"
    assert answers == [200, 200, 200]
    assert forms == 200
    assert listening == {("127.0.0.1", free_port)}
    assert f"http://localhost:{free_port}/\n" in "".join(said)
    assert f"organizer@example.org   password {password}\n" in "".join(said)
    assert "mail.test:25\n" in "".join(said)
    assert "hush" not in "".join(said)
    assert (rest, errors) == ("\nStopping… Press Ctrl-C again to stop at once.\nStopped.\n", "")
    assert program.returncode == 0
    assert [each for each in family if each.is_running()] == []
    for name in ("organizer.txt", "secret_key"):
        assert (var_dir / name).stat().st_mode & 0o777 == 0o600, name


def test_a_password_that_begins_with_a_hyphen_is_taken_for_one(tmp_path):
    (tmp_path / "organizer.txt").write_text("-begins-so")
    (tmp_path / "log").mkdir()
    steps = []

    def note(step):
        step.log.touch()
        steps.append(step.command[2:])

    first_run.prepare(tmp_path, {}, note)

    _, (name, *arguments), _ = steps
    parser = create_organizer.Command().create_parser("manage.py", name)
    assert parser.parse_args(arguments).password == "-begins-so"


def test_run_names_a_port_that_is_taken(var_dir, free_port):
    with socket.create_server(("127.0.0.1", free_port)), run(PORT=free_port, VAR_DIR=var_dir) as it:
        said, errors = it.communicate(timeout=30)

    assert it.returncode == 1
    assert said == ""
    assert errors == (
        f"Port {free_port} is in use (Address already in use);"
        f" use another one: make run PORT={free_port + 1}\n"
    )
    assert not var_dir.exists()


def test_run_refuses_a_port_that_is_none(var_dir):
    with run(PORT="80a", VAR_DIR=var_dir) as program:
        _, errors = program.communicate(timeout=30)

    assert program.returncode == 1
    assert errors == "Set PORT to a number from 1 to 65535. It is '80a'.\n"


def test_run_says_what_failed_when_the_given_database_is_away(tmp_path, free_port):
    away = f"postgresql://letter@/letter?host={tmp_path}"

    with run(PORT=free_port, VAR_DIR=tmp_path, DATABASE_URL=away) as program:
        _, errors = program.communicate(timeout=60)

    assert program.returncode == 1
    assert errors.startswith(f"manage.py migrate failed; from {tmp_path}/log/migrate.log:\n")
    assert "No such file or directory" in errors
