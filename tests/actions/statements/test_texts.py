import pytest

from signatures.actions.statements import texts
from signatures.models import TextVersion
from signatures.models.text_version import sha256_of
from tests.factories import make_signature, make_text

pytestmark = pytest.mark.django_db

Kind = TextVersion.Kind


def add(statement, language="en", *, corrects=False, text="We ask for pay."):
    made = TextVersion(statement=statement, language=language, title="Ask first", text=text)
    return texts.add_text(made, corrects=corrects)


def place(text):
    return text.number, text.kind, text.wording


def test_versions_follow_one_another_as_wordings_corrections_and_translations():
    first = make_text(slug="ask")
    statement = first.statement
    assert place(first) == (1, Kind.FIRST, 1)
    assert place(add(statement, "fr")) == (1, Kind.TRANSLATION, 1)
    assert place(add(statement, corrects=True)) == (2, Kind.CORRECTION, 1)
    assert place(add(statement)) == (3, Kind.NEW_WORDING, 2)
    assert place(add(statement, "fr")) == (2, Kind.TRANSLATION, 2)
    assert place(add(statement, "fr", text="Encore")) == (3, Kind.CORRECTION, 2)


def test_hash_does_not_depend_on_line_ends():
    statement = make_text(slug="ask").statement

    made = add(statement, text="One\r\nTwo\rThree\n")

    assert made.text == "One\nTwo\nThree"
    assert made.text_sha256 == sha256_of("One\nTwo\nThree")


def test_edition_changes_with_every_part_of_a_text():
    text = make_text()
    editions = {texts.revision(text), texts.revision(None)}
    for name in ("title", "text", "addressee", "byline", "salutation"):
        setattr(text, name, "Another")
        editions.add(texts.revision(text))

    assert len(editions) == 7


def test_wording_is_a_draft_until_someone_signs_or_it_is_public():
    text = make_text(publishes_at=None)
    assert texts.is_draft(texts.newest_for_update(text.statement, "en"))
    assert texts.next_number(texts.newest_for_update(text.statement, "en")) == 1

    make_signature(text, state="pending")

    assert not texts.is_draft(texts.newest_for_update(text.statement, "en"))
    assert texts.next_number(texts.newest_for_update(text.statement, "en")) == 2
    assert texts.next_number(None) == 1


def test_invitation_link_leads_to_the_statement():
    statement = make_text(slug="ask").statement

    link = texts.invitation_link(statement)

    assert link == f"http://testserver/ask/?invitation={statement.invitation}"
