"""A launch by two organizers: invitations, an embargo, the time itself, and the archive."""

import re
import subprocess
from datetime import timedelta
from urllib.parse import unquote, urlsplit

import pytest
from django.utils import timezone

from signatures.actions.statements import settings as statement_settings
from signatures.models import Statement, User
from tests.factories import make_organizer, make_private
from tests.journeys.site import wait_until
from tests.journeys.visitor import DESKTOP, PHONE

# The first of them waits until the whole site is up.
pytestmark = pytest.mark.timeout(900)

FOUNDERS = [f"Founder {letter} Example" for letter in "ABCDEFGHIJKLMNOPQR"]
FOUNDED = [FOUNDERS[0], FOUNDERS[2]]  # those who sign, in the order in which they were invited


def seed():
    """A statement in private collection, public in a week, under embargo; two organizers."""
    now = timezone.now()
    dates = {"publishes_at": now + timedelta(days=7), "embargo_at": now - timedelta(hours=1)}
    make_private(slug="coalition", title="To those who hold the masters", **dates)
    for email in ("olga@coalition.example", "paul@coalition.example"):
        make_organizer("editor", email=email)


def publish_soon():
    """Bring the publication closer, as the launch page would: it takes whole minutes only."""
    statement = Statement.objects.get(slug="coalition")
    statement_settings.change(
        statement,
        {"publishes_at": timezone.now() + timedelta(seconds=2)},
        seen=statement_settings.revision(statement),
        by=User.objects.get(email="olga@coalition.example"),
    )


@pytest.fixture(scope="module", autouse=True)
def _people(site):
    site.call(__name__, "seed")


@pytest.fixture
def organizer(visitor):
    """Call it for an organizer who has signed in."""

    def come(email, path, **how):
        somebody = visitor(signs_in=True, **how)
        somebody.sign_in(email, path)
        return somebody

    return come


def address(name):
    return name.lower().replace(" ", "-") + "@example.org"


def own_path(mail, page=""):
    """Return the address of a page that an invitation leads to."""
    return re.search(rf"http://localhost:\d+(/coalition/{page}\?invitation=[\w-]+)", mail.text)[1]


def sign(somebody, email, name=None):
    if name:
        somebody.page.fill("#id_name", name)
    somebody.page.fill("#id_email", email)
    somebody.page.check("#id_consent_sign")
    somebody.page.check("#id_consent_publish")
    somebody.press("Sign the statement")
    somebody.look("Check your e-mail")


def confirm(somebody, site, email):
    path = site.sink.wait_for(email, count=2).path
    somebody.open(path)
    somebody.press("Confirm my signature")
    somebody.look("Thank you for signing")


def follow(journalist, words):
    """Follow a link in the mark of the embargo."""
    with journalist.page.expect_navigation(wait_until="load"):
        journalist.page.locator(".embargo").get_by_role("link", name=words).click()


def test_coalition_goes_from_private_invitations_to_the_archive(visitor, organizer, site, tmp_path):
    olga = organizer("olga@coalition.example", "/desk/coalition/invitations/")
    group = invite(olga)
    sign_in_private(visitor, site, group)
    paul = organizer("paul@coalition.example", "/desk/coalition/invitations/", screen=PHONE)
    brief_the_press(paul, visitor, site)

    rehearse(olga)
    assert site.get("/coalition/").status == 404
    site.call(__name__, "publish_soon")
    wait_until(lambda: site.get("/coalition/").status == 200, within=60)
    read_in_public(visitor(screen=PHONE))
    undo_and_publish_again(paul, site)

    out = tmp_path / "archive"
    site.manage("archive", "coalition", str(out))
    read_the_archive(visitor(abroad=[""]), out)


def invite(olga):
    """Invite 18 people by e-mail and a group of two; return the link of the group."""
    olga.look("Invitations")
    olga.press("Invite people")
    olga.look("Invite people")
    olga.page.fill("#id_pasted", "\n".join(f"{each}, {address(each)}" for each in FOUNDERS))
    olga.page.fill("#id_heading", "Founding signatories")
    olga.page.check("#id_send_now")
    olga.press("Invite people")
    olga.look("Invitations")
    assert "18 people are invited." in olga.page.inner_text("body")
    olga.press("Add a link for a group")
    olga.look("Add a link for a group")
    olga.page.fill("#id_label", "Members of the choir")
    olga.page.fill("#id_limit", "2")
    olga.press("Add a link for a group")
    olga.look("Invitations")
    return olga.page.locator("table").nth(1).locator("code").text_content()


def sign_in_private(visitor, site, group):
    """Let the third and the first founder sign, the second decline, and one of the group sign."""
    for name in reversed(FOUNDED):
        founder = visitor(screen=PHONE)
        founder.open(own_path(site.sink.wait_for(address(name))))
        founder.look("To those who hold the masters")
        assert founder.page.input_value("#id_name") == name
        assert "Founding signatories" in founder.page.inner_text(".invited")
        sign(founder, address(name))
        confirm(founder, site, address(name))
    no_thanks = visitor(screen=DESKTOP, script=False)
    no_thanks.open(own_path(site.sink.wait_for(address(FOUNDERS[1])), "invitation/"))
    no_thanks.look("Decline the invitation")
    no_thanks.press("No thanks")
    no_thanks.look("You have declined the invitation")
    singer = visitor()
    singer.open("/" + group.partition("localhost")[2].partition("/")[2])
    singer.look("To those who hold the masters")
    sign(singer, "singer@example.org", "Sina Singer")


def brief_the_press(paul, visitor, site):
    """Let a journalist read page and list by a link, which is revoked then."""
    paul.look("Invitations")
    said = paul.page.inner_text("main")
    assert "Invited: 18. Opened: 2. Signed: 2. Declined: 1." in said
    assert "1 of 2" in said
    paul.open("/desk/coalition/press-links/")
    paul.look("Links for journalists")
    paul.page.fill("#id_name", "Quill Reporter")
    paul.press("Add the link")
    paul.look("Links for journalists")
    press = paul.page.locator("table code").text_content().partition("/coalition/")[2]

    journalist = visitor(screen=PHONE)
    journalist.open(f"/coalition/{press}")
    journalist.look("For journalists")
    follow(journalist, "Signatories")
    journalist.look()
    assert "for Quill Reporter" in journalist.page.inner_text(".embargo")
    check_founders(journalist)
    follow(journalist, "Statement")
    journalist.look("To those who hold the masters")

    paul.press("Revoke")
    paul.look("Links for journalists")
    journalist.open(f"/coalition/{press}")
    journalist.look("Page not found", status=404)
    assert site.get("/coalition/press/").status == 404


def check_founders(somebody):
    """Check that the founders who signed stand above the list, and that no one else is shown."""
    assert somebody.page.locator(".notables .name").all_inner_texts() == FOUNDED
    shown = somebody.page.inner_text("main")
    assert not any(each in shown for each in (FOUNDERS[1], "Sina Singer", "Members of the choir"))


def rehearse(olga):
    """Set the date, with one mistake, and see the page as the public will see it."""
    olga.open("/desk/coalition/launch/")
    olga.look("Launch")
    olga.tab_to("#id_publishes_at").fill("1 January 2020, 9:00 Berlin")
    olga.press("Save")
    olga.look("Launch", status=422)
    assert "Enter a time in the future" in olga.page.inner_text("main")
    olga.tab_to("#id_publishes_at").fill("1 December 2050, 9:00 Berlin")
    olga.press("Save")
    olga.look("Launch")
    assert "1 December 2050, 08:00 UTC" in olga.page.inner_text(".timeline")
    olga.press("Rehearsal: the page as the public will see it")
    olga.look()
    assert "Rehearsal:" in olga.page.inner_text("main")
    assert all(each in olga.page.inner_text("main") for each in FOUNDED)


def read_in_public(stranger):
    """Read the list, the page for journalists and the names at the launch as anyone can."""
    stranger.open("/coalition/signatories/")
    stranger.look()
    check_founders(stranger)
    stranger.open("/coalition/press/")
    stranger.look("For journalists")
    stranger.press("Names at the launch, with a hash to check them")
    stranger.look("Signatories at the launch")
    assert all(each in stranger.page.inner_text("main") for each in FOUNDED)


def undo_and_publish_again(paul, site):
    """Hide the statement, which is gone then, and publish it by hand."""
    paul.open("/desk/coalition/launch/")
    paul.look("Launch")
    paul.press("Hide it again")
    paul.look("Launch")
    wait_until(lambda: site.get("/coalition/").status == 404, within=60)
    paul.press("Publish now …")
    paul.look("Publish now")
    assert "2 signatures appear on the list." in paul.page.inner_text("main")
    paul.press("Publish now")
    paul.look("Launch")
    wait_until(lambda: site.get("/coalition/").status == 200, within=60)


def read_the_archive(reader, out):
    """Open the folder in a browser: every link leads to a file of it, and the hashes fit."""
    subprocess.run(
        ["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"], cwd=out, check=True
    )
    page = reader.page
    reader.open(out.joinpath("index.html").as_uri())
    for name in ("index.html", "signatories-1.html"):
        links = page.locator("[href]").evaluate_all("all => all.map(each => each.href)")
        files = [unquote(urlsplit(each).path) for each in links]
        assert {each.rpartition("/")[0] for each in files} == {str(out)}
        assert [each for each in files if not out.joinpath(each).is_file()] == []
        assert all(each in page.inner_text("main") for each in FOUNDED), name
        assert (reader.violations(), reader.sideways()) == ([], 0)
        if name == "index.html":
            page.get_by_role("link", name="Signatories, page 1").click()
            page.wait_for_url("**/signatories-1.html")
    reader.open("/coalition/")
