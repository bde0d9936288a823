"""PostgreSQL stops and comes back while people read and sign."""

from html.parser import HTMLParser

import pytest

from letter_site.log_masking import SECRET_PATHS
from tests.journeys.site import wait_until


class Forms(HTMLParser):
    """The forms of a page: where each posts to, and its hidden fields."""

    def __init__(self, text):
        super().__init__()
        self.found = []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        fields = dict(attributes)
        if tag == "form":
            self.found.append((fields["action"], {}))
        if tag == "input" and fields["type"] == "hidden":
            self.found[-1][1][fields["name"]] = fields["value"]


@pytest.fixture
def database(site):
    yield site.servers.postgres
    if not site.servers.postgres.child.alive:
        site.servers.postgres.start()


def test_what_was_typed_survives_the_database(site, database):
    typed = {"name": "Dún “Laoghaire” <Example>", "email": "kept@example.org", "display": "full"}
    typed |= {"consent_sign": "on", "consent_publish": "on", "credit": "Sound & music"}
    site.get("/open-letter/")

    database.stop()
    # Several in a row, because each web process has its own copy of the page for a moment.
    wait_until(lambda: all(site.get("/open-letter/").status == 503 for _ in range(8)))
    posted = site.post("/open-letter/sign/", typed)
    confirmed = site.post(f"/confirm/{'x' * 43}/", {})

    assert (posted.status, confirmed.status) == (503, 503)
    assert "NOT recorded" in posted.text
    assert posted.headers["Retry-After"] == "10"
    assert "default-src 'none'" in posted.headers["Content-Security-Policy"]
    [(action, kept)] = Forms(posted.text).found
    assert kept == typed

    database.start()
    again = site.post(action, kept)
    assert again.status == 302
    assert again.headers["Location"].startswith("/open-letter/sign/sent/?to=")
    assert site.get("/open-letter/?after-the-stop").status == 200
    stored = site.sql(
        "SELECT name, credit FROM signatures_signature WHERE email = 'kept@example.org'"
    )
    assert stored == [("Dún “Laoghaire” <Example>", "Sound & music")]


def test_logs_hold_no_secret_link_of_a_visitor_without_the_database(site, database):
    secrets = [f"{number}-{'s' * 41}" for number in range(len(SECRET_PATHS))]
    links = [f"/{path}/{secret}/" for path, secret in zip(SECRET_PATHS, secrets, strict=True)]
    links = [link.replace("key/", "key/1-") for link in links]

    database.stop()
    answers = [site.get(f"{link}?email=ada@example.org").status for link in links]
    site.post("/manage/", {"email": "ada@example.org"})
    database.start()

    assert answers.count(503) >= 5
    logs = {each.name: each.read_text(errors="replace") for each in site.log_dir.iterdir()}
    assert "Service Unavailable: /manage/(token)/" in logs["web.log"]
    found = [*secrets, "ada@example.org"]
    assert [(name, each) for name, log in logs.items() for each in found if each in log] == []
