import pytest
from django.core.management import CommandError, call_command

from signatures.actions.counts import check as tally_check
from signatures.actions.tidying import occupations
from signatures.models import Occupation, Signature
from tests.factories import make_organizer, make_signature, make_text

pytestmark = pytest.mark.django_db


@pytest.fixture
def poet():
    Occupation.objects.create(slug="poets", name="Poets")
    return Occupation.objects.create(slug="poet", name="Poet")


def test_all_are_moved_part_by_part(poet, monkeypatch, capsys):
    monkeypatch.setattr(occupations, "MOST", 2)
    make_organizer("owner", email="olga@example.org")
    poets, text = Occupation.objects.get(slug="poets"), make_text()
    for _ in range(3):
        make_signature(text, occupation=poets)

    call_command("merge_occupations", "poets", "poet", by="olga@example.org")

    assert (
        capsys.readouterr().out
        == "2 signatures changed\n3 signatures changed\n3 signatures changed\n"
    )
    assert Signature.objects.filter(occupation=poet).count() == 3
    assert tally_check.differences() == []


@pytest.mark.parametrize(
    ("goes", "by"), [("clown", "olga@example.org"), ("poets", "x"), ("poet", "olga@example.org")]
)
def test_who_or_what_is_not_there_is_told(poet, goes, by):
    make_organizer("owner", email="olga@example.org")

    with pytest.raises(CommandError):
        call_command("merge_occupations", goes, "poet", by=by)
