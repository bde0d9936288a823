"""The embedded servers, each time with real ones."""

import os
import signal
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path

import psutil
import psycopg
import pytest
import redis

from letter_site.local import embedded
from letter_site.local.children import Child
from letter_site.local.orphans import send
from letter_site.local.places import CannotStartError, delete_data
from letter_site.local.postgres import Postgres

ROOT = Path(__file__).parents[2]


@pytest.fixture
def start():
    with ExitStack() as stack:

        def start_and_stop_later(var_dir, **options):
            servers = embedded.start(var_dir, durable=False, **options)
            stack.callback(servers.stop)
            return servers

        yield start_and_stop_later


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    """Servers for the tests that only look at them."""
    closed = tmp_path_factory.mktemp("closed")  # by pytest to everybody else
    with embedded.servers(closed / "var", durable=False) as servers:
        yield servers


def ask(servers, query):
    with psycopg.connect(servers.database_url) as connection:
        return connection.execute(query).fetchone()[0]


def write(servers, statement):
    with psycopg.connect(servers.database_url) as connection:
        connection.execute(statement)


def crash(servers):
    """Kill both with everything they run, as a power cut would; the lock goes with us."""
    for child in (servers.postgres.child, servers.valkey.child):
        main = psutil.Process(child.process.pid)
        for each in [main, *main.children(recursive=True)]:
            send(each, signal.SIGKILL)
        child.process.wait()
    servers.lock.close()


def test_servers_answer_at_their_addresses(running):
    assert ask(running, "SELECT upper('é') || current_database()") == "Életter"
    assert ask(running, "SHOW synchronous_commit") == "on"
    assert redis.from_url(running.redis_url).ping() is True
    assert running.environment == {
        "DATABASE_URL": running.database_url,
        "REDIS_URL": running.redis_url,
    }


def test_servers_listen_on_no_network(running):
    for child in (running.postgres.child, running.valkey.child):
        assert psutil.Process(child.process.pid).net_connections("inet") == []


def test_a_server_that_is_elsewhere_is_not_started(tmp_path, start):
    servers = start(tmp_path / "var", postgres=False)

    assert servers.environment == {"REDIS_URL": servers.redis_url}


def test_valkey_can_be_stopped_and_started_between(tmp_path, start):
    servers = start(tmp_path / "var", postgres=False)
    client = redis.from_url(servers.redis_url)

    servers.valkey.stop()

    with pytest.raises(redis.exceptions.ConnectionError):
        client.ping()
    servers.valkey.start()
    assert client.ping() is True


def test_a_server_that_ended_by_itself_is_started_again_but_not_for_ever(tmp_path, start):
    servers = start(tmp_path / "var", valkey=False)
    write(servers, "CREATE TABLE kept AS SELECT 7 AS n")
    assert servers.start_again() == []

    servers.postgres.child.kill()

    assert servers.start_again() == ["PostgreSQL"]
    assert ask(servers, "SELECT n FROM kept") == 7
    servers.postgres.child.kill()
    with pytest.raises(CannotStartError, match="PostgreSQL stopped unexpectedly again"):
        servers.start_again()


def test_stop_leaves_no_process_and_no_data(tmp_path):
    with embedded.servers(tmp_path / "var", durable=False) as servers:
        home = servers.postgres.home
        started = [servers.postgres.child.process.pid, servers.valkey.child.process.pid]

    assert [pid for pid in started if psutil.pid_exists(pid)] == []
    assert not home.exists()
    assert not (tmp_path / "var/postgres").exists()


def test_a_second_copy_with_the_same_folder_is_refused(running):
    with pytest.raises(CannotStartError, match=f"VAR_DIR={running.var_dir}"):
        embedded.start(running.var_dir)


def test_two_copies_run_side_by_side(tmp_path, start, running):
    other = start(tmp_path / "var")

    write(other, "CREATE TABLE only_here (n int)")

    assert ask(other, "SELECT to_regclass('only_here')::text") == "only_here"
    assert ask(running, "SELECT to_regclass('only_here')::text") is None


def test_start_after_a_crash_with_its_numbers_given_to_another_process(tmp_path, start):
    servers = start(tmp_path / "var")
    write(servers, "CREATE TABLE kept AS SELECT 7 AS n")
    pid_file = servers.postgres.data / "postmaster.pid"
    written = pid_file.read_text()
    owner = servers.postgres.owner
    crash(servers)
    with subprocess.Popen(["sleep", "60"], user=owner and owner[0]) as other:
        for file in (pid_file, servers.postgres.sockets / ".s.PGSQL.5432.lock"):
            file.write_text(written.replace(written.split("\n")[0], str(other.pid), 1))

        again = start(tmp_path / "var")

        other.kill()
    assert ask(again, "SELECT n FROM kept") == 7
    assert redis.from_url(again.redis_url).ping() is True


def test_start_ends_servers_that_outlived_their_program(tmp_path, start):
    left = start(tmp_path / "var")
    write(left, "CREATE TABLE kept AS SELECT 7 AS n")
    left.lock.close()

    again = start(tmp_path / "var")

    assert ask(again, "SELECT n FROM kept") == 7
    assert left.postgres.child.process.wait(5) == 0
    assert not left.valkey.child.alive


def test_start_after_an_interrupted_initdb(tmp_path, start):
    home = Postgres(embedded.make_var_dir(tmp_path / "var"), durable=False).home
    (home / "new/base").mkdir(parents=True)

    servers = start(tmp_path / "var", valkey=False)

    assert ask(servers, "SELECT 1") == 1


def test_servers_end_when_their_program_is_killed(tmp_path):
    program = "import sys, time; from letter_site.local import embedded;"
    program += "s = embedded.start(sys.argv[1], durable=False);"
    program += "print(s.postgres.child.process.pid, s.valkey.child.process.pid, flush=True);"
    program += "time.sleep(60)"
    command = [sys.executable, "-c", program, str(tmp_path / "var")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as starter:
        first_line = starter.stdout.readline()
        while not first_line[0].isdigit():
            first_line = starter.stdout.readline()
        servers = [psutil.Process(int(pid)) for pid in first_line.split()]

        starter.kill()

    assert psutil.wait_procs(servers, timeout=10)[1] == []
    delete_data(tmp_path / "var/postgres")


def test_a_folder_with_a_name_that_no_address_can_hold(tmp_path, start):
    servers = start(tmp_path / "with space, comma and é" / ("d" * 120))

    assert ask(servers, "SELECT 1") == 1
    assert redis.from_url(servers.redis_url).ping() is True
    assert servers.valkey.socket.parent.stat().st_mode & 0o777 == 0o700


def test_data_of_another_postgresql_is_named_and_left_alone(tmp_path, start):
    servers = start(tmp_path / "var", valkey=False)
    servers.postgres.stop()
    version = servers.postgres.data / "PG_VERSION"
    version.write_text("17\n")

    with pytest.raises(CannotStartError, match="made by PostgreSQL 17"):
        servers.postgres.start()

    assert version.read_text() == "17\n"


def test_nobody_else_may_look_into_the_database(running):
    for folder in (running.postgres.home, running.postgres.data, running.postgres.sockets):
        assert folder.stat().st_mode & 0o777 == 0o700, folder


@pytest.mark.skipif(os.getuid() != 0, reason="only root hands PostgreSQL to another user")
def test_root_opens_nobodys_folder(running):
    assert running.var_dir.parent.stat().st_mode & 0o777 == 0o700
    assert (running.var_dir / "postgres").is_symlink()
    assert running.postgres.home.parent == Path("/var/lib/letter-site")
    assert psutil.Process(running.postgres.child.process.pid).username() == "embedded_postgres"


def test_child_that_will_not_stop_is_killed(tmp_path):
    deaf = [sys.executable, "-c", "import signal, time; signal.signal(15, signal.SIG_IGN);"]
    deaf[-1] += "print('deaf', flush=True); time.sleep(60)"
    child = Child("deaf", deaf, tmp_path / "log", tmp_path)
    child.start()
    while child.last_words() != "deaf":
        time.sleep(0.01)

    child.stop(within=0.2)

    assert child.process.returncode == -signal.SIGKILL
