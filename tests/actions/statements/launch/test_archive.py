"""The static copy of a statement: it opens from a folder, and its hashes are right."""

import csv
import json
import re
import subprocess
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from signatures.actions.counts import figures
from signatures.actions.privacy import retention
from signatures.actions.signing import own_signature
from signatures.actions.statements.launch import launch_list
from signatures.models import Delivery, Signature, Statement
from tests.factories import (
    make_delivery,
    make_endorsement,
    make_heading,
    make_link,
    make_mark,
    make_notable,
    make_signature,
    make_text,
    make_update,
)

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
LINE = re.compile(r"<div><dt>(.*?)</dt><dd>(.*?)</dd></div>")
LINK = re.compile(r'(?:href|src)="([^"]+)"')


@pytest.fixture
def text(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    now = timezone.now()
    dates = {"opens_at": now - 3 * HOUR, "publishes_at": now - 2 * HOUR, "closes_at": now - HOUR}
    text = make_text(slug="ask", title="Ask <first>", text="## Demands\n\n1. Ask *us*.", **dates)
    make_signature(text, name="Ada Example", credit="Composer <b>")
    make_notable(make_signature(text, name="Nora Notable"), make_heading(text, "Founders"))
    make_signature(text, name="Withheld Person", display="anonymous")
    make_signature(text, name="Held Person", state="held")
    make_mark(make_endorsement(text, name="Tin Players"))
    make_update(text, title="We met them")
    return text


def names_in(folder):
    """Return how many signatories each file of names has."""
    listed = json.loads((folder / "signatories.json").read_text())["results"]
    rows = csv.DictReader((folder / "launch-list.csv").read_text().splitlines())
    launch = [row["name"] for row in rows if row["name"]]
    return {"signatories.json": len(listed), "launch-list.csv": len(launch)}


@pytest.fixture
def out(text, tmp_path):
    call_command("archive", "ask", str(tmp_path / "out"))
    return tmp_path / "out"


def test_archive_has_page_list_files_and_hashes_that_fit(out):
    names = {each.name for each in out.iterdir()}

    assert names == {
        "index.html",
        "signatories-1.html",
        "archive.css",
        "signatories.csv",
        "signatories.json",
        "letter.pdf",
        "launch-list.csv",
        "text-en-1.txt",
        "SHA256SUMS",
    }
    checked = subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=out, capture_output=True)
    assert (checked.returncode, checked.stdout.count(b": OK")) == (0, len(names) - 1)
    assert (out / "letter.pdf").read_bytes()[:5] == b"%PDF-"
    listed = json.loads((out / "signatories.json").read_text())["results"]
    assert sorted(each["name"] or "" for each in listed) == ["", "Ada Example", "Nora Notable"]


def test_archive_made_after_the_retention_rules_ran_has_the_same_names(
    request, tmp_path, time_machine
):
    time_machine.move_to(timezone.now(), tick=False)
    text = request.getfixturevalue("text")
    public = Signature.objects.filter(state=Signature.State.PUBLISHED)
    public.update(published_at=text.statement.publishes_at)
    launch_list.of(text.statement)
    gone = make_signature(text, name="Wanda Withdrawn")
    own_signature.withdraw(make_link(gone, "manage", expires_in=None))
    call_command("archive", "ask", str(tmp_path / "before"))

    time_machine.shift(timedelta(days=4000))
    retention.erase_expired()
    call_command("archive", "ask", str(tmp_path / "after"))

    assert not Signature.objects.exclude(email="").exists()
    before, after = (names_in(tmp_path / each) for each in ("before", "after"))
    assert before == after == {"signatories.json": 3, "launch-list.csv": 2}
    folder = tmp_path / "after"
    checked = subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=folder, capture_output=True)
    assert checked.returncode == 0
    everything = b"".join(each.read_bytes() for each in folder.iterdir() if each.suffix != ".pdf")
    assert b"Nora Notable" in everything
    assert [word for word in (b"Wanda", b"@example.org") if word in everything] == []


def test_archive_has_the_delivery_its_list_receipt_and_answers(text, tmp_path):
    answers = [("Ask <us>", "agreed"), ("Pay us", "refused")]
    delivery = make_delivery(text, answers=answers, recipient="The Tin Minister")
    delivery.file.save("receipt.pdf", ContentFile(b"%PDF-1.4 signed"))
    Delivery.objects.update(file_label="Signed receipt")
    out = tmp_path / "out"

    call_command("archive", "ask", str(out))

    page, name = (out / "index.html").read_text(), delivery.anchor
    for shown in ("The Tin Minister", "Ask &lt;us&gt;", "Agreed", "Refused"):
        assert shown in page
    assert f'<a href="{name}-receipt.pdf"><bdi>Signed receipt</bdi></a>' in page
    assert (out / f"{name}-receipt.pdf").read_bytes() == b"%PDF-1.4 signed"
    assert (out / f"{name}-list.csv").is_file()
    assert delivery.sha256 in page
    for link in LINK.findall(page):
        assert (out / link).is_file(), link


def test_archive_without_the_receipt_on_disk_still_has_the_delivery(text, tmp_path):
    make_delivery(text, file="deliveries/gone.pdf", file_label="Signed receipt")

    call_command("archive", "ask", str(tmp_path / "out"))

    page = (tmp_path / "out/index.html").read_text()
    assert "No answer is recorded yet." in page
    assert "Signed receipt" not in page


def test_every_link_of_the_archive_leads_to_a_file_beside_it(out):
    for page in out.glob("*.html"):
        for link in LINK.findall(page.read_text()):
            assert (out / link).is_file(), (page.name, link)


def test_archive_shows_what_is_public_and_nothing_else(out):
    everything = b"".join(each.read_bytes() for each in out.iterdir() if each.suffix != ".pdf")

    mark = "according to Tin Register (https://register.example/tin), checked by the campaign team"
    for shown in (
        *("Founders", "Nora Notable", "Tin Players", "We met them", "Composer &lt;b&gt;"),
        f"Certified by Tin Alliance, {mark} on 3 May 2026",
    ):
        assert shown.encode() in everything
    assert b"Ask &lt;first&gt;" in (out / "index.html").read_bytes()
    for hidden in (b"Held Person", b"Withheld Person", b"@example.org"):
        assert hidden not in everything
    assert not any(b"<b>" in each.read_bytes() for each in out.glob("*.html"))


def test_archive_has_a_line_for_each_figure(text, out):
    page = (out / "index.html").read_text()

    counts = figures.now(text.statement)
    lines = [*counts.sum_lines(), *counts.other_lines()]
    assert LINE.findall(page) == [(each.label, each.shown) for each in lines]
    assert ("Verified signatories", "= 3") in LINE.findall(page)


def test_archive_has_only_counts_if_no_more_is_public(text, tmp_path):
    Statement.objects.update(after_close="counts")

    call_command("archive", "ask", str(tmp_path / "out"))

    files = {each.name: each.read_bytes() for each in (tmp_path / "out").iterdir()}
    assert not {"signatories-1.html", "signatories.csv", "signatories.json"} & set(files)
    assert b"not their names" in files["index.html"]
    assert [name for name in files if b"Ada Example" in files[name]] == []


def test_long_list_is_spread_over_pages_that_link_to_each_other(text, tmp_path, monkeypatch):
    monkeypatch.setattr("signatures.actions.statements.launch.archive.NAMES_A_PAGE", 2)

    call_command("archive", "ask", str(tmp_path / "out"))

    assert 'href="signatories-2.html"' in (tmp_path / "out/signatories-1.html").read_text()
    assert 'href="signatories-1.html"' in (tmp_path / "out/signatories-2.html").read_text()


def test_archive_refuses_what_is_not_public_and_a_folder_in_use(text, out, tmp_path):
    make_text(slug="early", publishes_at=timezone.now() + HOUR)

    with pytest.raises(CommandError, match="not public"):
        call_command("archive", "early", str(tmp_path / "early"))
    with pytest.raises(CommandError, match="not empty"):
        call_command("archive", "ask", str(out))
    with pytest.raises(CommandError, match="no statement"):
        call_command("archive", "nothing", str(tmp_path / "early"))
    assert not (tmp_path / "early").exists()
