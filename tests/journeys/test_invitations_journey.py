"""Two organizers invite 18 founders and a group, and let a journalist read under embargo."""

import itertools
import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.utils import timezone

from tests.factories import SECRET, make_organizer, make_private, totp_code
from tests.journeys.visitor import DESKTOP, PHONE

# The first of them waits until the whole site is up.
pytestmark = pytest.mark.timeout(420)

PASSWORD = "correct horse battery"
FOUNDERS = [f"Founder {letter} Example" for letter in "ABCDEFGHIJKLMNOPQR"]
numbers = itertools.count()


def seed():
    """A statement in private collection, public in a week, under embargo; two organizers."""
    now = timezone.now()
    dates = {"publishes_at": now + timedelta(days=7), "embargo_at": now - timedelta(hours=1)}
    make_private(slug="coalition", title="To those who hold the masters", **dates)
    for email in ("olga@coalition.example", "paul@coalition.example"):
        user = make_organizer("editor", email=email)
        user.set_password(PASSWORD)
        user.save()
        Authenticator.objects.create(user=user, type="totp", data={"secret": SECRET})


@pytest.fixture(scope="module", autouse=True)
def _people(site):
    site.manage("shell", "--command", f"from {__name__} import seed; seed()")


@pytest.fixture
def organizer(visitor):
    """Call it for an organizer who is signed in with password and authenticator app."""

    def come(email, path, **how):
        somebody = visitor(signs_in=True, **how)
        somebody.open(path)
        somebody.type_into("#id_login", email)
        somebody.type_into("#id_password", PASSWORD)
        somebody.press("Sign in")
        somebody.type_into("#id_code", totp_code())
        somebody.press("Sign in")
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


def test_founders_sign_in_private_and_a_journalist_reads_under_embargo(visitor, organizer, site):
    olga = organizer("olga@coalition.example", "/desk/coalition/invitations/")
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
    group = olga.page.locator("table").nth(1).locator("code").text_content()

    for name in (FOUNDERS[2], FOUNDERS[0]):
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

    paul = organizer("paul@coalition.example", "/desk/coalition/invitations/", screen=PHONE)
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
    names = journalist.page.locator(".notables .name").all_inner_texts()
    assert names == [FOUNDERS[0], FOUNDERS[2]]
    listed = journalist.page.inner_text("main")
    assert not any(each in listed for each in (FOUNDERS[1], "Sina Singer", "Members of the choir"))
    follow(journalist, "Statement")
    journalist.look("To those who hold the masters")

    paul.press("Revoke")
    paul.look("Links for journalists")
    journalist.open(f"/coalition/{press}")
    journalist.look("Page not found", status=404)
    stranger = site.get("/coalition/press/")
    assert stranger.status == 404
