import pytest

from signatures.models import Attestation, Occupation, Signature
from signatures.renditions import signatories
from tests.factories import make_signature, make_text

pytestmark = pytest.mark.django_db


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
    signature = make_signature(make_text())
    Attestation.objects.create(signature=signature, method="guild_code")

    row = signatories.row(signature)

    assert set(row.verified_by) == {"email", "guild_code"}
    assert set(row.verified.split(" · ")) == {"E-mail confirmed", "Guild code"}


def test_row_is_dated_by_its_publication():
    signature = make_signature(make_text())

    assert signatories.row(signature).signed_at == signature.published_at
