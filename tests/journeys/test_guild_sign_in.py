"""Membership shown by signing in with the guild: two sites in processes of their own, one browser.

The guild's site is allauth's OpenID provider. It answers what a real one would, or is stopped.
"""

import re
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest

from tests.journeys.site import wait_until
from tests.journeys.visitor import DESKTOP, PHONE
from tests.provider import members
from tests.provider.server import Provider

TIN, LEAD = "Guild of Tin", "Guild of Lead"
BUTTON = "Sign in with the guild"
TABLES = ["socialaccount_socialaccount", "socialaccount_socialtoken", "socialaccount_socialapp"]
TABLES += ["account_emailaddress", "signatures_user", "django_session", "usersessions_usersession"]


@pytest.fixture(scope="module")
def provider(site):
    provider = Provider(site)
    provider.start()
    clients = (members.CLIENT, members.CARELESS)
    site.seed("guilds_with_sign_in", provider.url, members.SECRET, *clients)
    wait_until(lambda: LEAD in site.get("/players/sign/").text, within=60)
    yield provider
    provider.stop()
    site.sql("UPDATE signatures_guild SET methods = '{}' WHERE slug IN ('tin', 'lead')")


@pytest.fixture
def member(visitor, provider):
    """Call it for somebody who has signed without an address and stands before the guild."""

    def member(name, guild="tin", **how):
        somebody = visitor(abroad=[urlsplit(provider.url).netloc], **how)
        somebody.open("/players/sign/")
        somebody.type_into("#id_name", name)
        somebody.unfold()
        somebody.tab_to("#id_guild").select_option(guild)
        somebody.tick("#id_consent_sign")
        somebody.tick("#id_consent_publish")
        somebody.press("Sign the statement")
        somebody.look("Show that you are a member")
        return somebody

    return member


def to_the_guild(somebody, login, button=BUTTON):
    """Press the button and sign in at the guild; consent is still to be given."""
    page = somebody.page
    somebody.tab_to(f"main button:text-is('{button}')")
    page.keyboard.press("Enter")
    page.wait_for_url("**/accounts/login/**")
    page.fill("#id_login", login)
    page.fill("#id_password", members.PASSWORD)
    page.press("#id_password", "Enter")
    page.wait_for_url("**/identity/o/authorize**")


def answer(somebody, words):
    somebody.page.click(f"button:text-is('{words}')")
    somebody.page.wait_for_url(f"http://localhost:{somebody.site.port}/**", wait_until="load")


def answer_caught(somebody):
    """Say yes at the guild; return where it sends the browser, which stays."""
    caught = []

    def catch(route):
        caught.append(route.fetch(max_redirects=0).headers["location"])
        route.abort()

    page = somebody.page
    page.route("**/identity/o/authorize**", catch)
    page.click("button:text-is('Authorize')")
    wait_until(lambda: page.wait_for_timeout(50) or caught)
    page.unroute_all()
    somebody.said.clear()
    return caught[0]


def sign_in(somebody, login):
    to_the_guild(somebody, login)
    answer(somebody, "Authorize")


def state_of(site, name):
    return site.value("SELECT state FROM signatures_signature WHERE name = %s", name)


def rows(site):
    return {table: site.value(f"SELECT count(*) FROM {table}") for table in TABLES}


@pytest.mark.parametrize(
    ("login", "script", "screen"),
    [
        pytest.param("ada", True, DESKTOP, id="desktop"),
        pytest.param("hana", False, PHONE, id="honorary-phone-no-script"),
    ],
)
def test_a_member_signs_in_with_the_guild_and_is_on_the_list(
    member, site, provider, login, script, screen
):
    name = f"{login.title()} Member"
    before = rows(site)
    somebody = member(name, script=script, screen=screen)
    own_page = somebody.page.url
    assert state_of(site, name) == "pending"

    sign_in(somebody, login)

    somebody.look("Thank you for signing")
    assert state_of(site, name) == "published"
    site.wait_for_words(name, "/players/signatories/")
    assert rows(site) == before
    assert somebody.context.cookies(site.env["SITE_URL"]) == []
    abroad = [each for each in somebody.requests if each.url.startswith(provider.url)]
    link = urlsplit(own_page).path.split("/")[2]
    told = [f"{each.url} {each.all_headers()} {each.post_data}" for each in abroad]
    assert not [each for each in told if link in each]
    assert "code_challenge_method=S256" in "".join(told)
    assert "email" not in abroad[0].url
    assert "profile" not in abroad[0].url


def test_who_says_no_at_the_guild_finds_everything_still_there(member, site):
    somebody = member("Bea Member")

    to_the_guild(somebody, "bea")
    answer(somebody, "Cancel")
    somebody.look("Show that you are a member", status=403)
    assert "You did not go through with signing in" in somebody.page.inner_text("main")
    assert state_of(site, "Bea Member") == "pending"

    somebody.tab_to(f"main button:text-is('{BUTTON}')")
    somebody.page.keyboard.press("Enter")
    somebody.page.wait_for_url("**/identity/o/authorize**")
    answer(somebody, "Authorize")
    somebody.look("Thank you for signing")
    assert state_of(site, "Bea Member") == "published"


@pytest.mark.parametrize("login", ["lena", "walt"])
def test_lapsed_and_withdrawn_members_are_refused(member, site, login):
    name = f"{login.title()} Member"
    somebody = member(name)

    sign_in(somebody, login)

    somebody.look("Show that you are a member", status=403)
    assert f"{TIN} did not tell us that you are a member" in somebody.page.inner_text("main")
    assert name in somebody.page.inner_text("main")
    assert state_of(site, name) == "pending"


def test_answer_meant_for_another_site_is_refused(member, site):
    somebody = member("Cyd Member", guild="lead")

    sign_in(somebody, "cyd")

    somebody.look("Show that you are a member", status=502)
    assert f"What the sign-in of {LEAD} answered is not certain" in somebody.page.inner_text("main")
    assert state_of(site, "Cyd Member") == "pending"


def test_one_membership_does_not_carry_two_signatures(member, site):
    somebody = member("Dee Member")
    sign_in(somebody, "dee")
    somebody.look("Thank you for signing")
    another = member("Dee Twice")

    sign_in(another, "dee")

    another.look("Show that you are a member", status=409)
    assert state_of(site, "Dee Twice") == "pending"


def test_answer_used_again_or_in_another_browser_is_refused(member, visitor, site):
    somebody = member("Cyd Caught")
    to_the_guild(somebody, "cyd")
    caught = answer_caught(somebody)

    another = visitor()
    another.open(caught)
    another.look("This sign-in has expired", status=403)
    assert state_of(site, "Cyd Caught") == "pending"

    somebody.open(caught)
    somebody.look("Thank you for signing")
    somebody.open(caught)
    somebody.look("This sign-in has expired", status=403)
    assert state_of(site, "Cyd Caught") == "published"


def test_signatory_signs_in_at_orcid_and_their_page_shows_the_orcid(visitor, site, provider):
    """The same server, which to this client is ORCID: it names people by their ORCID iD."""
    link = site.seed("signature_that_can_link_an_orcid", "with-orcid", "Ada Researcher")
    somebody = visitor(abroad=[urlsplit(provider.url).netloc], screen=PHONE)
    orcid = members.ORCIDS["ada"]
    somebody.open(f"/manage/{link}/orcid/")
    somebody.look("Your ORCID iD")

    to_the_guild(somebody, "ada", button="Sign in at ORCID")
    answer(somebody, "Authorize")

    somebody.look("Your ORCID iD")
    assert f"You signed in at ORCID as {orcid} on" in somebody.page.inner_text("main")
    [path] = re.findall('href="(/with-orcid/signatories/[^"]+/)"', site.get("/with-orcid/").text)
    somebody.open(path)
    somebody.look("Ada Researcher")
    assert f"Signed in at ORCID as {orcid} on" in somebody.page.inner_text("main")
    abroad = [each for each in somebody.requests if each.url.startswith(provider.url)]
    told = [f"{each.url} {each.all_headers()} {each.post_data}" for each in abroad]
    assert not [each for each in told if link in each or "with-orcid" in each]
    assert somebody.context.cookies(site.env["SITE_URL"]) == []


@contextmanager
def stopped(provider):
    """Keep the guild's site stopped inside, and start it again for the tests after this one."""
    provider.stop()
    try:
        yield
    finally:
        provider.start()


def is_at_an_error(somebody):
    """Return whether the browser shows its own page about a server that it did not reach."""
    return somebody.page.url.startswith("chrome-error:")


def forget_the_guild(site):
    """Drop what the site keeps of the guild's server, as before anyone has signed in there."""
    site.sql("DELETE FROM django_cache WHERE cache_key LIKE '%sign-in-%'")


def test_guild_that_does_not_answer_costs_nothing_but_time(member, site, provider):
    somebody = member("Patient Member")
    own_page = somebody.page.url
    forget_the_guild(site)

    with stopped(provider):
        somebody.press(BUTTON)
        somebody.look("Show that you are a member", status=503)
        assert "does not answer at present" in somebody.page.inner_text("main")
        assert "Patient Member" in somebody.page.inner_text("main")
        assert state_of(site, "Patient Member") == "pending"

    path = f"{urlsplit(own_page).path}tin/sign-in/"
    wait_until(lambda: site.post(path, {"": ""}).status == 200, within=20)
    sign_in(somebody, "eve")
    somebody.page.wait_for_selector("h1:text-is('Thank you for signing')")
    somebody.look("Thank you for signing")
    assert state_of(site, "Patient Member") == "published"


def test_guild_that_the_browser_does_not_reach_costs_nothing_either(member, site, provider):
    """The site knows the way there from an earlier sign-in, and so does not ask the guild."""
    somebody = member("Early Member")
    own_page = somebody.page.url
    path = f"{urlsplit(own_page).path}tin/sign-in/"
    wait_until(lambda: site.post(path, {"": ""}).status == 200, within=20)

    with stopped(provider):
        somebody.tab_to(f"main button:text-is('{BUTTON}')")
        refused = "requestfailed", lambda request: request.url.startswith(provider.url)
        with somebody.page.expect_event(*refused):
            somebody.page.keyboard.press("Enter")
        wait_until(lambda: somebody.page.wait_for_timeout(50) or is_at_an_error(somebody))
        assert state_of(site, "Early Member") == "pending"

    somebody.said.clear()
    somebody.open(own_page)
    somebody.look("Show that you are a member")
    sign_in(somebody, "fay")
    somebody.look("Thank you for signing")
    assert state_of(site, "Early Member") == "published"
    somebody.context.clear_cookies()  # the one of the sign-in from which nobody came back


def test_guild_that_is_gone_while_somebody_is_there_costs_nothing_either(member, site, provider):
    somebody = member("Late Member")
    to_the_guild(somebody, "cyd")
    caught = answer_caught(somebody)

    with stopped(provider):
        somebody.open(caught)
        somebody.look("Show that you are a member", status=503)
        assert "does not answer at present" in somebody.page.inner_text("main")
        assert "Late Member" in somebody.page.inner_text("main")
        assert state_of(site, "Late Member") == "pending"
