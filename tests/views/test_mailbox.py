"""The mailbox of a first look, and that it is nowhere else."""

import re

import pytest
from django.core.mail import EmailMultiAlternatives, get_connection
from pytest_django.asserts import assertContains, assertNotContains

pytestmark = pytest.mark.django_db  # pages show notices


@pytest.fixture
def mailbox(settings, tmp_path):
    settings.DEBUG = True
    settings.MAILBOX_DIR = tmp_path / "mail"
    return settings.MAILBOX_DIR


def send(subject="Confirm", html="<style>p{color:red}</style><p>Hello</p>"):
    connection = get_connection("letter_site.mail.mailbox.EmailBackend")
    message = EmailMultiAlternatives(
        subject, "Open http://testserver/confirm/x/", "o@example.org", ["ada@example.org"]
    )
    if html:
        message.attach_alternative(html, "text/html")
    assert connection.send_messages([message]) == 1


def keys(mailbox):
    return [path.stem for path in sorted(mailbox.glob("*.eml"))]


def test_mailbox_lists_the_newest_mail_first(client, mailbox):
    for subject in ("First", "Second <b>"):
        send(subject)

    page = client.get("/mailbox/").content.decode()

    subjects = re.findall(r"<bdi>([^<]*)</bdi></a></td>", page)
    assert sorted(subjects) == ["First", "Second &lt;b&gt;"]
    assert page.count("ada@example.org") == 2


def test_empty_mailbox_says_so(client, mailbox):
    assertContains(client.get("/mailbox/"), "No e-mails yet.")


def test_message_shows_its_text_with_its_link(client, mailbox):
    send()
    [key] = keys(mailbox)

    response = client.get(f"/mailbox/{key}/")

    assertContains(response, 'href="http://testserver/confirm/x/"')
    assertContains(response, f'href="/mailbox/{key}/html/"')


def test_html_part_may_use_its_own_style_and_nothing_else(client, mailbox):
    send(html="<style>p{color:red}</style><p onclick=x>Hello</p><script>alert(1)</script>")
    [key] = keys(mailbox)

    response = client.get(f"/mailbox/{key}/html/")

    policy = response["Content-Security-Policy"]
    assert re.search(r"style-src 'sha256-[\w+/=]{44}'(;|$)", policy)
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy


def test_mail_without_html_has_no_html_page(client, mailbox):
    send(html="")
    [key] = keys(mailbox)

    assert client.get(f"/mailbox/{key}/html/").status_code == 404


@pytest.mark.table("key", ["..", "..%2f..%2fetc%2fpasswd", "x", "*", "%00"])
def test_nothing_but_mail_is_read(client, mailbox, key):
    send()

    assert client.get(f"/mailbox/{key}/").status_code in (404, 301)


@pytest.mark.parametrize("page", ["", "{key}/", "{key}/html/"])
def test_mailbox_is_there_only_while_debugging(client, mailbox, settings, page):
    send()
    settings.DEBUG = False

    response = client.get("/mailbox/" + page.format(key=keys(mailbox)[0]))

    assert response.status_code == 404
    assertNotContains(response, "ada@example.org", status_code=404)


def test_mailbox_is_kept_by_nobody(client, mailbox):
    assert "no-store" in client.get("/mailbox/")["Cache-Control"]
