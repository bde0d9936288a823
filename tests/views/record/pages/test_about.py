import pytest
from pytest_django.asserts import assertContains, assertNotContains

from signatures.actions.mail import delivery
from signatures.models.personal_data import REGISTRY
from tests.factories import make_text, sign_form

pytestmark = pytest.mark.django_db


def test_privacy_page_says_of_everything_stored_when_it_is_erased(client, settings):
    settings.KEEP_REJECTED *= 2

    page = client.get("/about/privacy/").content.decode()

    assert {str(each.what) for each in REGISTRY if f"<dt>{each.what}</dt>" not in page} == set()
    assert "180 days after it was not accepted." in page
    assert "%" not in page.split("<h1>")[1].split("<footer")[0]


def test_privacy_page_explains_the_times_that_most_data_have_in_common_once(client):
    page = client.get("/about/privacy/").content.decode()

    assert page.count("When you withdraw your signature or say that you did not sign") == 1
    assert page.count("3 days after you confirmed, or after you last changed your entry") == 1
    assert page.count("<dd>With your signature.</dd>") > 5


def test_privacy_page_names_everyone_who_learns_something(client):
    page = client.get("/about/privacy/").content.decode()
    others = ["Everyone", "The campaign team", "Tools of the campaign team", "A guild", "ORCID"]
    others += ["The server of a site that you link", "The server that delivers our e-mails"]

    assert [each for each in others if each not in page] == []


@pytest.mark.parametrize("name", ["privacy", "contact"])
def test_page_says_what_to_do_when_someone_else_signed_with_your_name(client, name):
    make_text(slug="ask")

    assertContains(client.get(f"/about/{name}/"), "choose “This is not me”")
    assertContains(client.get("/ask/"), '<a href="/ask/claim/">This is not me</a>')


PAGES = ["privacy", "contact", "accessibility", "terms"]


@pytest.mark.parametrize("name", PAGES)
def test_page_about_the_site_is_linked_from_every_page_and_sets_no_cookie(client, name):
    text = make_text(slug="ask")

    page = client.get(f"/about/{name}/")

    assert page.status_code == 200
    assert not page.cookies
    assertContains(client.get("/ask/"), f'href="/about/{name}/"')
    assertContains(client.get(text.statement.get_absolute_url()), f'href="/about/{name}/"')


@pytest.mark.parametrize("name", ["privacy", "contact"])
def test_page_says_who_is_responsible_and_how_to_reach_them(client, settings, name):
    settings.SITE_CONTROLLER = "The Example <Guild>, Exampletown"
    settings.SITE_CONTACT = "people@one.example"

    page = client.get(f"/about/{name}/")

    assertContains(page, "The Example &lt;Guild&gt;, Exampletown")
    assertContains(page, 'href="mailto:people@one.example"')


@pytest.mark.parametrize("name", PAGES)
def test_people_who_run_the_site_can_add_text(client, settings, tmp_path, name):
    settings.ABOUT_DIR = tmp_path
    (tmp_path / f"{name}.md").write_text("## Our office\n\nRing *twice*.<script>x</script>")

    page = client.get(f"/about/{name}/")

    assertContains(page, "<em>twice</em>")
    assertNotContains(page, "<script>x")


def test_missing_addition_shows_nothing(client, settings, tmp_path):
    settings.ABOUT_DIR = tmp_path

    assertNotContains(client.get("/about/terms/"), "letter__body")


def test_email_links_to_the_privacy_page(client, mailoutbox):
    text = make_text(slug="ask")
    client.post("/ask/sign/", sign_form(email="ada@one.example"))
    delivery.deliver_due()

    [mail] = mailoutbox
    assert "http://testserver/about/privacy/" in mail.body
    assert "http://testserver/about/privacy/" in mail.alternatives[0][0]
    assert text.title in mail.subject
