import pytest

from signatures.actions.organizations import evidence
from signatures.models import User
from tests.factories import make_endorsement

pytestmark = pytest.mark.django_db


def test_same_name_website_or_contact_counts_and_its_own_rejection_does_not():
    by_name = make_endorsement(name="Union of Tin", website="https://new.example")
    by_site = make_endorsement(name="Other", website="https://www.tin.example/about")
    alone = make_endorsement(name="Alone", website="https://alone.example")
    refused = make_endorsement(
        name="UNION  of Tín", website="https://tin.example", state="rejected"
    )
    again = make_endorsement(name="Third", website="")
    again.contact_email = refused.contact_email.upper()
    again.save()

    found = evidence.earlier_refusals([by_name, by_site, alone, refused, again], seen_by=User())

    assert found == {by_name.pk: 1, by_site.pk: 1, again.pk: 1}


def test_takes_one_query(django_assert_num_queries):
    make_endorsement(state="rejected")
    asked = [make_endorsement() for _ in range(3)]

    with django_assert_num_queries(1):
        evidence.earlier_refusals(asked, seen_by=User())
