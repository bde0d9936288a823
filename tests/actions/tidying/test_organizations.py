from datetime import timedelta

import pytest
from django.utils import timezone

from signatures.actions.organizations import endorsements
from signatures.actions.privacy import retention
from signatures.actions.tidying import organizations as tidying_organizations
from signatures.actions.tidying import undo as tidying
from signatures.errors import InUseError, StaleEditError, UnlikeError
from signatures.models import Decision, Endorsement, Organization, Tidying
from tests.factories import make_endorsement, make_text

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    return make_text()


def merge(one, other, edith):
    return tidying_organizations.merge(one.organization, into=other.organization, by=edith)


def standing():
    rows = Endorsement.objects.order_by("pk")
    return list(rows.values_list("organization__name", "state"))


def test_suggest_finds_like_names_of_which_one_endorses_here(here):
    tin = make_endorsement(here, name="Tin Players’ Union").organization
    same = make_endorsement(make_text(), name="tin players union", state="held").organization
    make_endorsement(here, name="Zinc Players")
    make_endorsement(make_text(), name="Tin Players Union", state="rejected")
    make_endorsement(make_text(), name="Tin Players Union", state="pending")
    for _ in range(2):
        make_endorsement(make_text(), name="Elsewhere")

    [group] = tidying_organizations.suggest(here.statement)

    assert set(group) == {tin, same}
    assert {each.standing[0].state for each in group} == {"published", "held"}


def test_suggest_finds_two_rows_of_the_very_same_name(here):
    bodies = {make_endorsement(text, name="Tin").organization for text in (here, make_text())}

    [group] = tidying_organizations.suggest(here.statement)

    assert set(group) == bodies


def test_endorsements_move_and_come_back(here, edith):
    stays = make_endorsement(here, name="Tin Players")
    moves = make_endorsement(make_text(), name="TIN Players", website="https://else.example")
    Endorsement.objects.update(same_domain=False)

    merged = merge(moves, stays, edith)

    assert standing() == [("Tin Players", "published"), ("Tin Players", "published")]
    moves.refresh_from_db()
    assert moves.same_domain is True  # as the website is that of the one that stays
    assert tidying.undo(merged, by=edith) == 1
    assert standing() == [("Tin Players", "published"), ("TIN Players", "published")]
    moves.refresh_from_db()
    assert moves.same_domain is False


def test_of_two_for_one_statement_the_published_stays(here, edith):
    stays = make_endorsement(here, name="Tin Players")
    goes = make_endorsement(here, name="TIN Players")
    was = goes.published_at

    merged = merge(goes, stays, edith)

    assert standing() == [("Tin Players", "published"), ("TIN Players", "rejected")]
    tidying.undo(merged, by=edith)
    assert standing() == [("Tin Players", "published"), ("TIN Players", "published")]
    goes.refresh_from_db()
    assert goes.published_at == was
    fields = ("about", "subject", "from_state", "to_state")
    assert list(Decision.objects.order_by("pk").values_list(*fields)) == [
        ("endorsement", "TIN Players", "published", "rejected"),
        ("organization", "TIN Players", "", "merged into Tin Players"),
        ("endorsement", "TIN Players", "rejected", "published"),
        ("batch", "organizations tidied", "tidied", "undone"),
    ]


@pytest.mark.parametrize(("goes", "stays"), [("published", "held"), ("held", "rejected")])
def test_what_is_better_than_what_stays_is_not_refused_silently(here, edith, goes, stays):
    stays, goes = (make_endorsement(here, state=e, name="Tin") for e in (stays, goes))

    with pytest.raises(InUseError):
        merge(goes, stays, edith)

    assert not Tidying.objects.exists()


def test_one_that_was_refused_before_stays_where_it_is(here, edith):
    stays, goes = make_endorsement(here, name="Tin"), make_endorsement(here, name="Tin")
    endorsements.refuse(goes, by=None)

    merged = merge(goes, stays, edith)

    assert merged.number == 0
    assert tidying.undo(merged, by=edith) == 0


def test_other_names_are_not_merged(here, edith):
    with pytest.raises(UnlikeError):
        merge(make_endorsement(here, name="Tin"), make_endorsement(here, name="Zinc"), edith)


def test_one_that_is_gone_is_not_merged(here, edith):
    stays, goes = make_endorsement(here, name="Tin"), make_endorsement(make_text(), name="Tin")
    Organization.objects.filter(pk=goes.organization_id).delete()

    with pytest.raises(StaleEditError):
        merge(goes, stays, edith)


@pytest.mark.parametrize("change", ["decided", "moved on"])
def test_what_was_changed_since_is_not_taken_apart(here, edith, change):
    stays = make_endorsement(here, name="Tin")
    refused = make_endorsement(here, name="Tin")
    elsewhere = Endorsement.objects.create(
        statement=make_text().statement, organization=refused.organization, contact_email="a@b.ie"
    )
    merged = merge(refused, stays, edith)
    if change == "decided":
        endorsements.publish(refused, by=edith)
    else:
        Endorsement.objects.filter(pk=elsewhere.pk).update(organization=refused.organization)

    with pytest.raises(StaleEditError):
        tidying.undo(merged, by=edith)

    assert Tidying.objects.exists()


def test_empty_row_goes_when_it_cannot_be_undone_any_more(here, edith, settings):
    stays, goes = make_endorsement(here, name="Tin"), make_endorsement(make_text(), name="Tin")
    merge(goes, stays, edith)
    retention.erase_expired()
    assert Organization.objects.count() == 2

    old = timezone.now() - settings.KEEP_TIDYINGS - timedelta(seconds=1)
    Tidying.objects.update(tidied_at=old)
    retention.erase_expired()

    assert list(Organization.objects.all()) == [stays.organization]
    assert not Tidying.objects.exists()
