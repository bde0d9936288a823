"""Dockerfile and compose.yaml run the same programs, in the same places, as the units and nginx.

They are compared, not run.
"""

import re

import pytest
import yaml

from letter_site.local.run import BASE_DIR

DEPLOY = BASE_DIR / "letter_site/deploy"
COMPOSE = yaml.safe_load((BASE_DIR / "compose.yaml").read_text())
SERVICES = COMPOSE["services"]
DOCKERFILE = (BASE_DIR / "Dockerfile").read_text()
NGINX = (DEPLOY / "nginx.conf").read_text()
GUIDE = (DEPLOY / "README.md").read_text()
PROGRAMS = ["web", "forms", "worker", "beat", "jobs"]


def unit(name):
    return (DEPLOY / f"letter-{name}.service").read_text()


def value(name, key):
    """Return the value of a key of a unit, in one line."""
    [found] = re.findall(rf"^{key}=((?:.*\\\n)*.*)", unit(name), re.MULTILINE)
    return " ".join(found.replace("\\\n", " ").split())


def mounts(name):
    """Return what a container has, by its place: {"/run/letter": "web-socket"}."""
    volumes = [each.split(":") for each in SERVICES[name]["volumes"]]
    return {place: source for source, place, *_rest in volumes}


@pytest.mark.parametrize("name", PROGRAMS)
def test_container_runs_the_command_of_the_unit(name):
    command = SERVICES[name]["command"]
    if name in ("web", "forms"):
        command = command.replace("--uds-permissions 0666", "--uds-permissions 0660")

    # A unit may begin with the Python of the virtual environment, as the container does.
    assert command == value(name, "ExecStart")


@pytest.mark.parametrize("name", PROGRAMS)
def test_container_has_as_long_to_stop_as_the_unit(name):
    assert SERVICES[name]["stop_grace_period"] == f"{value(name, 'TimeoutStopSec')}s"
    weight = re.search(r"^CPUWeight=(\d+)$", unit(name), re.MULTILINE)
    shares = int(weight[1]) * 1024 // 100 if weight else None
    assert SERVICES[name].get("cpu_shares") == shares


def test_every_program_with_a_unit_has_a_container():
    units = {path.stem.removeprefix("letter-") for path in DEPLOY.glob("letter-*.service")}

    assert units == set(PROGRAMS)
    assert set(SERVICES) == {*PROGRAMS, "prepare", "postgres", "valkey", "nginx"}
    assert [name for name in SERVICES if "profiles" in SERVICES[name]] == ["jobs"]


def test_folders_of_the_units_are_those_of_the_image():
    [folder] = re.findall(r"^WORKDIR (\S+)$", DOCKERFILE, re.MULTILINE)
    for name in PROGRAMS:
        assert value(name, "WorkingDirectory") == folder
        assert value(name, "ReadWritePaths") in mounts(name)
        assert SERVICES[name]["read_only"] is True
        assert SERVICES[name]["environment"]["VAR_DIR"] == value(name, "ReadWritePaths")
    for name in ("web", "forms"):
        folder = f"/run/{value(name, 'RuntimeDirectory')}"
        assert mounts(name)[folder] == mounts("nginx")[folder]


def test_nginx_finds_every_folder_that_its_configuration_names():
    named = set(re.findall(r"(?:unix:|alias |ssl_certificate +|_path |_log )(/[\w./-]+/)", NGINX))

    assert named >= {"/run/letter/", "/run/letter-forms/", "/etc/ssl/letter/", "/var/log/nginx/"}
    assert {each.rstrip("/") for each in named} <= set(mounts("nginx"))
    assert mounts("nginx")["/var/lib/letter/static"] == mounts("web")["/var/lib/letter/static"]


def test_ports_are_those_that_nginx_listens_at():
    listened = {port for port in re.findall(r"listen (?:\[::\]:)?(\d+)", NGINX)}

    assert SERVICES["nginx"]["ports"] == [
        f"{each}:{each}" for each in sorted(listened, reverse=True)
    ]


def test_every_volume_is_declared_and_every_place_is_used_for_one_thing():
    used = {source for name in SERVICES for source in mounts_or_none(name) if "/" not in source}

    assert used == set(COMPOSE["volumes"])
    for name in SERVICES:
        assert len(SERVICES[name].get("volumes", [])) == len(mounts_or_none(name))


def mounts_or_none(name):
    return list(mounts(name).values()) if "volumes" in SERVICES[name] else []


def test_every_setting_of_a_container_is_in_the_guide():
    [table] = re.findall(r"^## Settings$(.*?)^## ", GUIDE, re.MULTILINE | re.DOTALL)
    for name in [*PROGRAMS, "prepare"]:
        assert SERVICES[name]["env_file"] == "letter.env"
        for setting in SERVICES[name]["environment"]:
            assert f"| `{setting}` |" in table
    example = (DEPLOY / "letter.env.example").read_text()
    for setting in re.findall(r"^([A-Z_]+)=", example, re.MULTILINE):
        assert f"| `{setting}` |" in table


def test_database_and_cache_are_where_their_addresses_say():
    environment = SERVICES["web"]["environment"]
    [user, host, name] = re.fullmatch(
        r"postgresql://(\w+):\$\{POSTGRES_PASSWORD:\?.+\}@(\w+)/(\w+)", environment["DATABASE_URL"]
    ).groups()
    [cache] = re.fullmatch(r"redis://(\w+):6379/0", environment["REDIS_URL"]).groups()

    made = SERVICES[host]["environment"]
    assert (user, name) == (made["POSTGRES_USER"], made["POSTGRES_DB"])
    assert SERVICES[cache]["image"].startswith("valkey/")
    for option in ("log_error_verbosity = terse", "log_min_error_statement = panic"):
        assert option in GUIDE
        assert option.replace(" ", "") in SERVICES[host]["command"]


def test_only_nginx_can_be_reached_from_outside():
    assert [name for name in SERVICES if "ports" in SERVICES[name]] == ["nginx"]


def test_prepare_does_what_the_guide_says_before_the_programs_start():
    done = re.findall(r"manage\.py (\w+)", SERVICES["prepare"]["command"][-1])

    assert done == ["migrate", "collectstatic"]
    assert all(f"manage {each}" in GUIDE for each in done)
    for name in PROGRAMS:
        assert SERVICES[name]["depends_on"] == {
            "prepare": {"condition": "service_completed_successfully"}
        }


def test_image_has_the_fonts_packages_and_folders_of_the_guide():
    for package in re.findall(r"\bfonts-noto-[\w-]+", GUIDE):
        assert package in DOCKERFILE
    assert "letter_site/deploy/requirements.lock" in DOCKERFILE
    assert "--require-hashes" in DOCKERFILE
    copied = re.findall(r"^COPY (\S+) \S+$", DOCKERFILE, re.MULTILINE)
    assert all((BASE_DIR / each).exists() for each in copied)
    assert {"letter_site", "signatures", "templates", "static", "manage.py"} <= set(copied)


def test_image_runs_as_no_one_special_and_pg_dump_is_as_new_as_the_database():
    assert re.findall(r"^USER (.+)$", DOCKERFILE, re.MULTILINE) == ["10001:10001"]
    [debian] = re.findall(r"^FROM python:3\.\d+-slim-(\w+)$", DOCKERFILE, re.MULTILINE)
    assert SERVICES["postgres"]["image"] == f"postgres:15-{debian}"  # 15 is Debian 12's
