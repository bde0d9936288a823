"""What a sign-in server's address can make this site do: ask public servers, and no others."""

import socket

import pytest
import requests

from signatures.actions.guilds.sign_in import descriptions, http_client
from signatures.errors import ProviderAwayError
from tests.guild_server import GuildServer
from tests.private_authority import private_authority


@pytest.fixture
def server(settings):
    with GuildServer() as server:
        settings.PROVIDERS_NEARBY = [server.url]
        yield server


@pytest.fixture
def names(monkeypatch):
    """What names lead to, as the machine's resolver would say."""
    known = {}

    def look_up(name, port, **more):
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port)) for each in known[name]]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return known


@pytest.mark.table(
    "address",
    [
        *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0"),
        *("100.64.0.1", "192.0.2.1", "224.0.0.1", "255.255.255.255"),
        *("::1", "::", "fe80::1", "fe80::1%eth0", "fd00::1", "::ffff:10.0.0.1", "ff02::1"),
        *("64:ff9b::7f00:1", "2002:7f00:1::", "2001:0:4136:e378::1", "2001:db8::1"),
    ],
)
def test_name_that_leads_inside_is_not_asked(names, address):
    names["tin.example"] = [address]

    with pytest.raises(requests.ConnectionError, match="not a public address"):
        http_client.session().get("https://tin.example/")


def test_one_address_inside_among_public_ones_is_enough_to_refuse(names):
    names["tin.example"] = ["93.184.215.14", "127.0.0.1"]

    with pytest.raises(http_client.NotPublicError):
        http_client.public_address("tin.example", 443)


def test_the_address_that_was_looked_at_is_the_one_connected_to(names, monkeypatch):
    connected = []

    def connect(address, *rest, **more):
        connected.append(address)
        raise TimeoutError

    monkeypatch.setattr("urllib3.util.connection.create_connection", connect)
    names["tin.example"] = ["93.184.215.14"]

    with pytest.raises(requests.ConnectionError):
        http_client.session().get("https://tin.example/")
    assert connected == [("93.184.215.14", 443)]


@pytest.mark.parametrize(
    "url",
    [
        *("http://tin.example", "ftp://tin.example", "file:///etc/passwd", "javascript:alert(1)"),
        *("https://", "https://ada@tin.example", "https://tin.example:x", "tin.example", ""),
        *(
            "https://tin.example/\n",
            "https://tin .example",
            "https://tin.example:0",
            "https://[::1",
        ),
        *("http://127.0.0.1:1@evil.example", "http://127.0.0.10", "\x00"),
    ],
)
def test_addresses_of_another_kind_are_not_allowed(settings, url):
    settings.PROVIDERS_NEARBY = ["http://127.0.0.1:1"]

    assert not http_client.is_allowed(url)


def test_without_https_nothing_is_asked_unless_it_is_named_as_near(server, settings):
    assert http_client.session().get(f"{server.url}/jwks").status_code == 200

    settings.PROVIDERS_NEARBY = []
    with pytest.raises(requests.exceptions.InvalidSchema):
        http_client.session().get(f"{server.url}/jwks")


@pytest.mark.django_db
def test_redirect_is_not_followed(server):
    server.answers["/.well-known/openid-configuration"] = (302, b"")

    with pytest.raises(ProviderAwayError):
        descriptions.ask(server.url)
    assert server.asked == ["/.well-known/openid-configuration"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"null", b"<html>", b"\xff", b"{}", b" " * (http_client.MOST + 1)],
)
def test_answer_that_is_no_description_is_refused(server, content):
    server.answers["/.well-known/openid-configuration"] = (200, content)

    with pytest.raises(ProviderAwayError):
        descriptions.ask(server.url)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "said",
    [
        {"issuer": "https://lead.example"},
        {"token_endpoint": None},
        {"token_endpoint": "http://169.254.169.254/latest"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"jwks_uri": ["https://tin.example"]},
        {"code_challenge_methods_supported": ["plain"]},
    ],
)
def test_description_that_leads_elsewhere_is_refused(server, said):
    server.description |= said

    with pytest.raises(ProviderAwayError):
        descriptions.ask(server.url)


@pytest.mark.timeout(60)
@pytest.mark.django_db
def test_answer_that_only_drips_is_given_up(server, monkeypatch):
    monkeypatch.setattr(http_client, "WITHIN", 0.3)
    server.drips = True

    with pytest.raises(ProviderAwayError):  # or the test never ends
        descriptions.ask(server.url)


@pytest.mark.django_db
def test_private_certificate_authority_is_trusted_besides_the_public_ones(settings, tmp_path):
    with private_authority(tmp_path) as (url, authority):
        settings.PROVIDERS_NEARBY = [url]
        with pytest.raises(requests.exceptions.SSLError):
            http_client.get_json(url)

        settings.PROVIDERS_CA_FILE = str(authority)

        assert http_client.get_json(url) == {"private": True}
