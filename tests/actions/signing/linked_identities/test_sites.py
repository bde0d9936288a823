"""Naming, replacing and removing a site; erasure with the signature."""

import pytest

from signatures.actions.privacy import erase
from signatures.actions.signing import own_signature
from signatures.actions.signing.linked_identities import sites
from signatures.errors import FloodError, UsedLinkError
from signatures.models import Decision, LinkedSite, Statement
from signatures.models.personal_data import When
from tests.factories import make_link, make_linked_site, make_organizer, make_signature

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]

URL = "https://ada.example/about"


@pytest.fixture
def offering(text):
    Statement.objects.update(linked_sites=True, signature_pages=True)
    text.statement.refresh_from_db()
    return text


def manage(signature):
    return make_link(signature, "manage", expires_in=None)


def stored():
    return list(LinkedSite.objects.values_list("url", "state"))


def test_named_site_waits_to_be_read_and_the_log_does_not_have_its_address(offering):
    signature = make_signature(offering)

    sites.name(manage(signature), URL)

    assert stored() == [(URL, "waiting")]
    line = Decision.objects.get(reason="linked site named by the signatory")
    assert (line.signature_id, line.to_state) == (signature.pk, "changed")
    assert not [each for each in Decision.objects.values_list() if "ada.example" in str(each)]


def test_another_site_replaces_the_first_and_nothing_seen_of_that_stays(offering):
    signature = make_signature(offering)
    make_linked_site(signature)

    sites.name(manage(signature), "https://other.example")

    assert stored() == [("https://other.example", "waiting")]
    assert LinkedSite.objects.get().checked_at is None


def test_same_site_is_read_again_and_shown_meanwhile(offering, stopped_clock):
    signature = make_signature(offering)
    made = make_linked_site(signature)
    LinkedSite.objects.update(due_at=None)

    sites.name(manage(signature), URL)

    found = LinkedSite.objects.get()
    assert (found.state, found.checked_at, found.due_at) == (
        "found",
        made.checked_at,
        stopped_clock,
    )


def test_site_is_read_again_only_so_often(offering, settings):
    settings.LINKED_SITE_LIMITS = dict.fromkeys(settings.LINKED_SITE_LIMITS, 2)
    signature, other = make_signature(offering), make_signature(offering)
    for _ in range(2):
        sites.name(manage(signature), URL)

    with pytest.raises(FloodError):
        sites.name(manage(signature), "https://other.example")

    sites.name(manage(other), URL)
    assert stored() == [(URL, "waiting")] * 2


@pytest.mark.parametrize("switch", ["linked_sites", "signature_pages"])
def test_statement_that_does_not_offer_it_takes_no_site(offering, switch):
    Statement.objects.update(**{switch: False})

    with pytest.raises(UsedLinkError):
        sites.name(manage(make_signature(offering)), URL)

    assert stored() == []


def test_signatory_removes_their_site_once(offering):
    signature = make_signature(offering)
    make_linked_site(signature)

    assert sites.delete(manage(signature))
    assert not sites.delete(manage(signature))

    assert stored() == []
    assert Decision.objects.filter(reason="linked site removed by the signatory").count() == 1


def test_site_that_organizers_removed_stays_removed(offering):
    signature, by = make_signature(offering), make_organizer("moderator")
    make_linked_site(signature)

    assert sites.refuse(signature, by=by)
    assert not sites.refuse(signature, by=by)

    assert not sites.delete(manage(signature))
    with pytest.raises(UsedLinkError):
        sites.name(manage(signature), "https://other.example")
    assert stored() == [(URL, "refused")]
    [line] = Decision.objects.filter(by=by)
    assert (line.subject, line.from_state, line.to_state) == (
        f"signature {signature.pk}",
        "linked site",
        "removed",
    )


def test_withdrawal_erases_the_site_of_that_signature_alone(offering):
    signature, other = make_signature(offering), make_signature(offering)
    make_linked_site(signature)
    make_linked_site(other, url="https://other.example")

    own_signature.withdraw(manage(signature))

    assert stored() == [("https://other.example", "found")]


def test_site_goes_with_a_name_that_is_not_shown(offering):
    signature = make_signature(offering, display="anonymous")
    make_linked_site(signature)

    erase.empty_fields([signature], when=When.WITHHELD)

    assert stored() == []
