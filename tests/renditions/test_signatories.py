import dataclasses
from datetime import UTC, datetime

import pytest
from django.utils import translation

from signatures.models import Attestation, Guild, Occupation, Signature
from signatures.renditions import signatories
from tests.factories import make_guild_member, make_signature, make_text

pytestmark = pytest.mark.django_db
DAY = datetime(2026, 5, 3, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("display", "name", "credit", "occupation", "country"),
    [
        ("full", "Ada Example", "Engines", "Composer", "IE"),
        ("name", "Ada Example", "", "", ""),
        ("anonymous", "", "", "", ""),
    ],
)
def test_row_shows_what_the_signatory_chose(display, name, credit, occupation, country):
    composer = Occupation.objects.create(slug="composer", name="Composer")
    make_signature(
        make_text(), display=display, credit="Engines", occupation=composer, country="IE"
    )

    [row] = signatories.rows(Signature.objects.listed())

    assert (row.name, row.credit, row.occupation, row.country) == (
        name,
        credit,
        occupation,
        country,
    )
    assert row.anonymous == (display == "anonymous")


def test_row_of_somebody_counted_shows_nothing_even_when_asked():
    row = signatories.row(make_signature(make_text(), display="counted", credit="Engines"))

    assert (row.name, row.credit, row.occupation, row.country) == ("", "", "", "")


def test_row_says_how_it_was_verified():
    quill = Guild.objects.create(slug="quill", name="Quill Guild")
    signature = make_guild_member(make_text(), quill)
    Attestation.objects.filter(guild=quill).update(attested_at=datetime(2025, 5, 3, 23, tzinfo=UTC))
    signature.refresh_from_db()

    row = signatories.row(signature)

    assert row.verified_by == ("email", "guild_code")
    assert row.verified == "E-mail confirmed · Guild code"
    assert row.guilds == ("Quill Guild",)
    assert row.evidence == "E-mail confirmed · Guild code, as of 3 May 2025"
    assert row.mark == "Member of Quill Guild, verified as of 3 May 2025"


def test_row_of_the_list_and_row_alone_are_the_same():
    quill = Guild.objects.create(slug="quill", name="Quill Guild")
    signature = make_guild_member(make_text(), quill)

    assert signatories.rows(Signature.objects.listed()) == [signatories.row(signature)]


def test_row_proven_by_mail_alone_bears_no_mark():
    assert signatories.row(make_signature(make_text())).mark == ""


def test_row_added_by_organizers_says_so_until_it_is_proven():
    signature = make_signature(make_text(), added_by_organizers=True)
    proven = signatories.row(signature)
    signature.attestations.all().delete()
    signature.refresh_from_db()

    row = signatories.row(signature)

    assert (row.mark, row.verified, row.evidence) == (
        "Added by the campaign team, not confirmed",
        "",
        "",
    )
    assert (proven.added, proven.mark) == (False, "")


def test_row_is_dated_by_its_publication():
    signature = make_signature(make_text())

    minute = signature.published_at.replace(second=0, microsecond=0)
    assert signatories.row(signature).signed_at == minute


def test_a_row_keeps_the_language_it_was_made_in():
    """Whoever shows a row may have changed the language since; words in caches stay right."""
    signature = make_signature(make_text())
    signature.published_at = DAY
    with translation.override("de"):
        row = signatories.row(signature)

    assert row.signed_on == "3 Mai 2026"
    with translation.override("en"):
        assert row.signed_on == "3 Mai 2026"
    assert dataclasses.replace(row, reader="en").signed_on == "3 May 2026"
