"""Whether a search matches many, judged by a random sample of the table."""

import pytest
from django.utils import timezone

from signatures.models import Signature, finding
from tests.factories import make_text

pytestmark = pytest.mark.django_db

ROWS = 1_000
LONG = " paper" * 120


@pytest.fixture
def crowd():
    text, now = make_text(), timezone.now()
    Signature.objects.bulk_create(
        Signature(
            statement=text.statement,
            text_version=text,
            name="Ada Example",
            email=f"crowd{number}@example.org",
            mailbox=f"crowd{number}@example.org",
            mailbox_soft=f"crowd{number}@example.org",
            signed_at=now,
            attested_at=now,
            published_at=now,
            state="published",
            display="full",
            search_text=f" ada example{LONG}{' match' if number < 2 else ''}",
        )
        for number in range(ROWS)
    )
    return text.statement


def test_sample_shows_that_a_word_is_common(crowd, monkeypatch):
    monkeypatch.setattr(finding, "BLOCKS", 1_000_000)  # blocks of earlier tests may be there too
    listed = Signature.objects.listed(crowd)

    # Of more than 90 blocks about 56 are picked; ten or fewer once in a billion times.
    assert listed.containing(["example"]).are_surely_over(2)
    assert listed.by_name().containing(["example"]).showing(country="").are_surely_over(2)


def test_sample_never_takes_a_rare_word_for_a_common_one(crowd):
    listed = Signature.objects.listed(crowd)

    for bound in (2, 1_000):
        assert not any(listed.containing(["match"]).are_surely_over(bound) for _ in range(20))
    assert not listed.containing(["absent"]).are_surely_over(2)
    assert not listed.none().are_surely_over(2)


def test_no_more_than_the_bound_are_ever_surely_over_it(crowd):
    """Everyone on the list has the word, and there are as many as the bound allows."""
    found = Signature.objects.listed(crowd).containing(["example"])

    assert not any(found.are_surely_over(ROWS) for _ in range(50))


def test_sample_follows_conditions_on_other_tables(crowd):
    listed = Signature.objects.listed(crowd)

    assert not listed.from_organization("quillmark").are_surely_over(2)
    assert not listed.quoted(["paper"]).are_surely_over(2)
