from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from signatures import tokens
from signatures.actions.mail import links
from signatures.actions.organizations import endorsements
from signatures.actions.privacy import retention
from signatures.errors import UsedLinkError
from signatures.models import Endorsement, Organization, Token
from tests.factories import make_endorsement, make_text

pytestmark = pytest.mark.django_db


@pytest.fixture
def long_ago(settings):
    return timezone.now() - settings.KEEP_REFUSED_CONTACTS - timedelta(seconds=1)


def contact(endorsement):
    endorsement.refresh_from_db()
    return endorsement.contact_name, endorsement.contact_role, endorsement.contact_email


def test_who_asked_for_what_was_refused_is_forgotten_after_a_while(long_ago):
    text = make_text()
    old, new, published = (make_endorsement(text, state="held") for _ in range(3))
    for each in (old, new):
        endorsements.refuse(each, by=None)
    endorsements.publish(published, by=None)
    Endorsement.objects.exclude(pk=new.pk).update(asked_at=long_ago, decided_at=long_ago)

    retention.erase_expired()

    assert contact(old) == ("", "", "")
    assert old.state == "rejected"
    assert "Zebedee Contact" in contact(new)
    assert "Zebedee Contact" in contact(published)
    assert retention.erase_expired() == 0


def test_refusal_from_before_dates_were_kept_is_as_old_as_its_asking(long_ago):
    old = make_endorsement(state="rejected")
    Endorsement.objects.update(asked_at=long_ago, confirmed_at=None)

    retention.erase_expired()

    assert contact(old) == ("", "", "")


def test_logo_and_who_permitted_it_go_with_the_contact(
    long_ago, django_capture_on_commit_callbacks
):
    name = default_storage.save("logos/of-a-test.webp", ContentFile(b"picture"))
    fields = {"logo": name, "mark_permitted_by": "Zebedee", "mark_permitted_at": timezone.now()}
    refused = make_endorsement(state="rejected", **fields)
    elsewhere = make_endorsement(state="rejected", **fields)
    Endorsement.objects.create(
        statement=make_text().statement, organization=elsewhere.organization, state="pending"
    )
    Endorsement.objects.filter(state="rejected").update(decided_at=long_ago)

    with django_capture_on_commit_callbacks(execute=True):
        retention.erase_expired()

    assert Organization.objects.get(pk=refused.organization_id).mark_permitted_by == ""
    assert Organization.objects.get(pk=elsewhere.organization_id).mark_permitted_by == "Zebedee"
    assert not default_storage.exists(name)


def test_link_of_who_is_forgotten_leads_nowhere(long_ago):
    refused = make_endorsement(state="rejected")
    link = tokens.new_link()
    Token.objects.create(
        sha256=tokens.link_hash(link),
        purpose="endorse",
        endorsement=refused,
        email=refused.contact_email,
    )
    Endorsement.objects.update(decided_at=long_ago)

    retention.erase_expired()

    assert Token.objects.get().email == ""
    with pytest.raises(UsedLinkError):
        links.follow_endorsement(link)
