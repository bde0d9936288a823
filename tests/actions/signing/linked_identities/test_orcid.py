"""Linking, replacing and removing an ORCID iD; erasure with the signature."""

from datetime import date

import pytest

from signatures.actions.privacy import erase
from signatures.actions.signing import own_data, own_signature
from signatures.actions.signing.linked_identities import orcid
from signatures.errors import UsedLinkError, UsedOrcidError
from signatures.models import Decision, LinkedOrcid, Statement
from signatures.models.personal_data import When
from tests.factories import (
    make_link,
    make_linked_orcid,
    make_organizer,
    make_signature,
    make_text,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock", "connected")]

ADA, BEA = "0000-0002-1825-0097", "0000-0001-5109-3700"
ON = {"linked_orcids": True, "signature_pages": True}


@pytest.fixture
def connected(settings):
    settings.ORCID_CLIENT_ID, settings.ORCID_CLIENT_SECRET = "letter", "hush"


@pytest.fixture
def offering():
    return make_text(**ON)


def manage(signature):
    return make_link(signature, "manage", expires_in=None)


def stored():
    return list(LinkedOrcid.objects.order_by("pk").values_list("orcid", "is_removed"))


def test_what_is_kept_is_the_orcid_and_the_day(offering, stopped_clock):
    signature = make_signature(offering)

    orcid.link(manage(signature), ADA)

    kept = LinkedOrcid.objects.values().get()
    del kept["id"]
    assert kept == {
        "signature_id": signature.pk,
        "statement_id": offering.statement_id,
        "orcid": ADA,
        "signed_in_on": stopped_clock.date(),
        "is_removed": False,
    }


def test_log_has_the_change_and_not_the_orcid(offering):
    signature = make_signature(offering)

    orcid.link(manage(signature), ADA)

    line = Decision.objects.get(reason="ORCID iD linked by the signatory")
    assert (line.signature_id, line.to_state) == (signature.pk, "changed")
    assert not [each for each in Decision.objects.values_list() if ADA in str(each)]


def test_another_orcid_replaces_the_first(offering):
    signature = make_signature(offering)
    make_linked_orcid(signature, orcid=ADA)

    orcid.link(manage(signature), BEA)

    assert stored() == [(BEA, False)]
    assert LinkedOrcid.objects.get().signed_in_on != date(2026, 5, 3)


def test_one_orcid_is_on_one_signature_of_a_statement(offering):
    first, second = make_signature(offering), make_signature(offering)
    elsewhere = make_signature(make_text(**ON))
    orcid.link(manage(first), ADA)
    orcid.link(manage(second), BEA)

    with pytest.raises(UsedOrcidError):
        orcid.link(manage(second), ADA)
    orcid.link(manage(elsewhere), ADA)

    assert stored() == [(ADA, False), (BEA, False), (ADA, False)]


def test_same_signature_links_the_same_orcid_again(offering):
    signature = make_signature(offering)
    for _ in range(2):
        orcid.link(manage(signature), ADA)

    assert stored() == [(ADA, False)]


def test_pending_signature_links_none(offering):
    with pytest.raises(UsedLinkError):
        orcid.link(manage(make_signature(offering, state="pending")), ADA)

    assert stored() == []


@pytest.mark.table("switch", ["linked_orcids", "signature_pages"])
def test_statement_that_does_not_offer_it_takes_none(offering, switch):
    Statement.objects.update(**{**ON, switch: False})

    with pytest.raises(UsedLinkError):
        orcid.link(manage(make_signature(offering)), ADA)

    assert stored() == []


@pytest.mark.table("missing", ["ORCID_CLIENT_ID", "ORCID_CLIENT_SECRET"])
def test_site_that_is_not_connected_offers_none(offering, settings, missing):
    settings.ORCID_CLIENT_ID = settings.ORCID_CLIENT_SECRET = "set"
    assert orcid.is_offered(offering.statement)

    setattr(settings, missing, "")

    assert not orcid.is_offered(offering.statement)
    with pytest.raises(UsedLinkError):
        orcid.link(manage(make_signature(offering)), ADA)


def test_signatory_removes_their_orcid_once(offering):
    signature = make_signature(offering)
    make_linked_orcid(signature)

    assert orcid.forget(manage(signature))
    assert not orcid.forget(manage(signature))

    assert stored() == []
    assert Decision.objects.filter(reason="ORCID iD removed by the signatory").count() == 1


def test_orcid_that_organizers_removed_stays_removed(offering):
    signature, by = make_signature(offering), make_organizer("moderator")
    make_linked_orcid(signature, orcid=ADA)

    assert orcid.refuse(signature, by=by)
    assert not orcid.refuse(signature, by=by)

    assert not orcid.forget(manage(signature))
    with pytest.raises(UsedLinkError):
        orcid.link(manage(signature), BEA)
    assert stored() == [(ADA, True)]
    [line] = Decision.objects.filter(by=by)
    assert (line.subject, line.from_state, line.to_state) == (
        f"signature {signature.pk}",
        "linked ORCID iD",
        "removed",
    )


def test_withdrawal_erases_the_orcid_of_that_signature_alone(offering):
    signature, other = make_signature(offering), make_signature(offering)
    make_linked_orcid(signature, orcid=ADA)
    make_linked_orcid(other, orcid=BEA)

    own_signature.withdraw(manage(signature))

    assert stored() == [(BEA, False)]


def test_withdrawn_signature_links_none(offering):
    signature = make_signature(offering)
    link = manage(signature)
    own_signature.withdraw(link)

    with pytest.raises(UsedLinkError):
        orcid.link(link, ADA)


def test_orcid_goes_with_a_name_that_is_not_shown(offering):
    signature = make_signature(offering, display="anonymous")
    make_linked_orcid(signature)

    erase.empty_fields([signature], when=When.WITHHELD)

    assert stored() == []


def test_stored_data_name_the_orcid_and_the_day(offering):
    signature = make_signature(offering)
    make_linked_orcid(signature, orcid=ADA)

    [part] = [each for each in own_data.held(signature) if "orcid" in each.name]

    assert part.rows == [
        {
            "statement": offering.statement.slug,
            "orcid": ADA,
            "signed in on": date(2026, 5, 3),
            "is removed": False,
        }
    ]
