"""Lists of known attacks: Markdown, redirects, formulas, host names, headers of e-mails."""

import csv
import io
import itertools
import re
import shutil
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.test import Client
from openpyxl import load_workbook

from signatures.models import Occupation, Signature
from signatures.renditions.texts import letter
from tests.attack.conftest import LONG
from tests.factories import (
    make_guild,
    make_guild_member,
    make_organizer,
    make_text,
    sent,
    sign_form,
    sign_in,
)
from tests.renditions.texts.test_letter import HOSTILE, assert_harmless

pytestmark = pytest.mark.django_db

CORPORA = Path(__file__).parent / "corpora"
# What stands around a piece of Markdown: most filters are got around inside something else.
AROUND = ["* {}", "> 1. {}", "**{}**", "# {}", "[{}](https://ok.example)", "<b>{}</b>"]
FORMULA = re.compile(r"^\s*[-=+@＝＋－＠\t\r]")
OFFICE = shutil.which("soffice")


def corpus(name):
    return (CORPORA / name).read_text().splitlines()


def test_markdown_inside_other_markdown_is_harmless(figures):
    texts = [around.format(text) for text in HOSTILE for around in AROUND if len(text) < 4_000]

    for text in texts:
        assert_harmless(letter.html(text))

    figures("Markdown", texts=len(texts) + len(HOSTILE))
    assert len(texts) > 200


def away(answer):
    """Return the address that an answer leads to, if it is not one of the site."""
    found = answer.get("Location", "")
    target = urlsplit(found.replace("\\", "/"))
    inside = target.netloc in ("", "testserver") and target.scheme in ("", "http", "https")
    return "" if inside and not found.startswith(("//", "/\\")) else found


def test_no_redirect_leads_to_another_site(settings, figures):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.ACCOUNT_RATE_LIMITS = False
    settings.ALLOWED_HOSTS = ["testserver"]  # while debugging, this machine is allowed too
    make_text(slug="ask")
    user = make_organizer("owner", password="correct horse battery")
    typed = {"login": user.email, "password": "correct horse battery"}
    officer = sign_in(Client(), make_organizer(), reauthenticated=True)
    strangers = Client(raise_request_exception=False)
    found = []

    for number, url in enumerate(corpus("redirects.txt")):
        answers = []
        if LONG or number % 7 == 0:  # to check a password takes longest
            answers.append(Client().post("/accounts/login/", typed | {"next": url}))
        for page in ("/accounts/login/", "/admin/login/"):
            answers += [each.get(page, {"next": url}) for each in (strangers, officer)]
        # As an address, where the site adds a slash at the end or looks for a former address.
        for path in (url, f"/{url}", f"/ask{url}", f"/ASK/{url}"):
            answers.append(strangers.generic("GET", path if path[0] == "/" else f"/{path}"))
        found += [(url, away(answer)) for answer in answers if away(answer)]
        assert not [each.status_code for each in answers if each.status_code >= 500], url

    figures("open redirects", addresses=len(corpus("redirects.txt")))
    assert found == []


@pytest.fixture
def files(settings):
    """The public and the organizers' files of a statement that was signed with formulas."""
    text = make_text(slug="ask")
    for number, formula in enumerate(corpus("formulas.txt")):
        guild = make_guild(name=f"{formula} {number}")
        make_guild_member(
            text,
            guild,
            name=formula,
            credit=formula,
            occupation=Occupation.objects.create(slug=f"o{number}", name=f"{formula} {number}"),
            updates=True,
        )
    Signature.objects.update(updates=True)
    owner = sign_in(Client(), make_organizer(), reauthenticated=True)
    export = {"reason": "for the press"}
    answers = {
        "public": owner.get("/ask/signatories.csv"),
        "signatures": owner.post("/desk/ask/export/signatures/", export),
        "addresses": owner.post("/desk/ask/export/addresses/", export),
    }
    return {name: b"".join(answer).decode("utf-8-sig") for name, answer in answers.items()}


def test_no_cell_of_a_file_is_a_formula(files, tmp_path, figures):
    number = len(corpus("formulas.txt"))

    for name, file in files.items():
        rows = list(csv.reader(io.StringIO(file, newline=""), strict=True))
        assert len(rows) > number, name
        assert [cell for row in rows for cell in row if FORMULA.match(cell)] == [], name

    opened = OFFICE and [formulas_found(name, file, tmp_path) for name, file in files.items()]
    figures("formulas", cells=number, opened_by="LibreOffice" if OFFICE else "csv alone")
    assert not any(opened or [])


def formulas_found(name, file, folder):
    """Return the formulas that LibreOffice makes of ``file`` when someone opens it."""
    (folder / f"{name}.csv").write_text(file)
    home = f"-env:UserInstallation=file://{folder}/office"
    command = [OFFICE, home, "--headless", "--convert-to", "xlsx", "--outdir", folder]
    subprocess.run([*command, folder / f"{name}.csv"], check=True, capture_output=True, timeout=120)
    cells = [cell for row in load_workbook(folder / f"{name}.xlsx").active for cell in row]
    return [cell.value for cell in cells if cell.data_type == "f"]


HOSTS = ["evil.example", "testserver.evil.example", "evil.example:80", "testserver@evil.example"]
HOSTS += ["testserver#evil.example", "testserver evil.example", "", "[::1]", "testserver\r\nX: y"]


def raw(message):
    return message.message().as_bytes()


def test_links_in_emails_never_lead_to_the_host_of_the_request(settings, figures):
    settings.SITE_URL = "https://letters.example.org"
    make_text(slug="ask")
    user = make_organizer("owner", email="olga@example.org", password="correct horse battery")
    headers = ["HTTP_HOST", "HTTP_X_FORWARDED_HOST", "HTTP_FORWARDED"]

    for number, (header, host) in enumerate(itertools.product(headers, HOSTS)):
        value = f"host={host}" if header == "HTTP_FORWARDED" else host
        client = Client(**{header: value})
        client.post("/ask/sign/", sign_form(email=f"ada-{number}@example.org"))
        client.post("/manage/", {"email": f"ada-{number}@example.org"})
        client.post("/accounts/password/reset/", {"email": user.email})

    messages = sent()
    assert len(messages) > len(HOSTS)
    for message in messages:
        assert b"evil" not in raw(message)
        assert set(re.findall(r"https?://[^/\s]+", message.body)) == {"https://letters.example.org"}
    figures("host names", requests=3 * len(headers) * len(HOSTS), emails=len(messages))


BREAKS = ["\r\n", "\n", "\r", "\u2028", "\x85", "%0d%0a", "\\r\\n", "\x0b"]


def test_what_is_typed_adds_no_header_to_an_email(figures):
    make_text(slug="ask")

    for line_break in BREAKS:
        evil = f"{line_break}Bcc: evil@example.org"
        for field, value in sign_form().items():
            Client().post("/ask/sign/", sign_form(**{field: f"{value}{evil}"}))
        for path in ("/manage/", "/accounts/password/reset/", "/accounts/login/code/"):
            Client().post(path, {"email": f"ada@example.org{evil}"})

    for message in sent():
        assert message.recipients() != ["evil@example.org"]
        assert not re.search(rb"^bcc:", raw(message).lower(), re.MULTILINE)
    figures("headers of e-mails", requests=len(BREAKS) * (len(sign_form()) + 3))
