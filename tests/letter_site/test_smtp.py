import string

import pytest
from django.core.mail import EmailMessage
from django.core.mail.message import sanitize_address
from hypothesis import given
from hypothesis import strategies as st

from letter_site.mail import outgoing, smtp
from letter_site.mail.smtp import EmailBackend


class Recorder:
    """An SMTP connection that notes what it is given."""

    def __init__(self):
        self.sent = []

    def sendmail(self, *given):
        self.sent.append(given)


@given(st.text(string.ascii_letters + string.digits + "@.+-_", max_size=12))
def test_plain_address_is_what_django_makes_of_it(address):
    if smtp.PLAIN.fullmatch(address):
        assert sanitize_address(address, "utf-8") == address


@pytest.mark.table(
    ("typed", "given_to_server"),
    [
        ("ada.b+news@mail.example.org", "ada.b+news@mail.example.org"),
        ("Ada Land <ada@example.org>", "Ada Land <ada@example.org>"),
        ("ada@bücher.example", "ada@xn--bcher-kva.example"),
        ("o'hara@example.org", "o'hara@example.org"),
    ],
)
def test_backend_gives_the_server_what_djangos_gives_it(typed, given_to_server):
    backend = EmailBackend()
    backend.connection = Recorder()
    message = EmailMessage("Subject", "Text", "noreply@example.org", [typed])

    assert backend._send(message)

    [(sender, to, content)] = backend.connection.sent
    assert (sender, to) == ("noreply@example.org", [given_to_server])
    assert content.endswith(b"\r\n\r\nText")


def test_smtp_server_gets_this_backend_and_other_addresses_keep_theirs():
    used = outgoing.settings("", "smtp+tls://a:b@mail.example:587", debug=False, environment={})
    other = outgoing.settings("", "consolemail://", debug=False, environment={})

    assert used["EMAIL_BACKEND"] == "letter_site.mail.smtp.EmailBackend"
    assert other["EMAIL_BACKEND"] == "django.core.mail.backends.console.EmailBackend"


def test_message_to_no_one_is_not_sent():
    backend = EmailBackend()
    backend.connection = Recorder()

    assert not backend._send(EmailMessage("Subject", "Text", "noreply@example.org", []))
    assert backend.connection.sent == []
