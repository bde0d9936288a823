"""The page and the e-mail after a confirmation: the number, text version, hash and reference."""

import re

import pytest

from signatures import tokens
from signatures.actions.statements import texts as statements
from signatures.models import TextVersion
from tests.factories import make_link, make_signature, make_text, sent

pytestmark = pytest.mark.django_db


def words(page):
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def confirm(client, signature):
    return words(client.post(f"/confirm/{make_link(signature)}/").content.decode())


def test_thanks_count_the_new_signature_too(client, text):
    first = make_signature(text, state="pending")
    second = make_signature(text, state="pending", display="counted")

    assert "Yours is the only verified signature so far." in confirm(client, first)
    assert "You are one of 2 verified signatories." in confirm(client, second)


@pytest.mark.parametrize("state", ["held", "rejected"])
def test_thanks_count_no_one_who_is_not_published(client, text, state):
    make_signature(text)

    page = words(
        client.get(f"/confirm/{make_link(make_signature(text, state=state))}/").content.decode()
    )

    assert "You are one of" not in page
    assert "the only verified signature" not in page


def test_thanks_before_publication_tell_no_number(client):
    signature = make_signature(make_text(publishes_at=None), state="pending")

    assert "verified signat" not in confirm(client, signature)


def test_page_and_mail_name_version_hash_and_reference(client, text):
    signature = make_signature(text, state="pending")
    reference = tokens.reference(signature.public_id)
    statements.add_text(TextVersion(statement=text.statement, title="Ask", text="Another wording"))

    page = confirm(client, signature)
    [mail] = [each for each in sent() if each.subject.startswith("Thank you")]
    [(html, _)] = mail.alternatives

    for told in (page, " ".join(mail.body.split()), words(html)):
        assert reference in told
        assert "You signed text version 1." in told
        assert text.text_sha256 in told
