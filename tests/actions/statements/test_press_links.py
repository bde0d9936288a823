from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from signatures.actions.privacy import retention
from signatures.actions.statements import press_links
from signatures.models import Decision, PressLink
from tests.factories import DAY, make_embargoed, make_organizer, make_press_link, make_private

pytestmark = pytest.mark.django_db


def test_link_works_under_embargo_until_it_expires():
    with time_machine.travel(timezone.now(), tick=False) as clock:
        text = make_embargoed(publishes_at=timezone.now() + 3 * DAY)
        link, secret = make_press_link(text, expires_in=DAY)

        assert press_links.find(text.statement, secret) == link
        clock.shift(DAY)
        assert press_links.find(text.statement, secret) is None


def test_link_finds_nothing_in_another_phase_or_statement():
    private, other = make_private(), make_embargoed()
    _, secret = make_press_link(private)

    assert press_links.find(private.statement, secret) is None
    assert press_links.find(other.statement, secret) is None
    assert press_links.find(other.statement, "") is None


def test_revoked_link_finds_nothing_and_the_log_names_no_one():
    text, olga = make_embargoed(), make_organizer()
    link, secret = make_press_link(text, by=olga)

    assert press_links.revoke(link, by=olga)

    assert not press_links.revoke(link, by=olga)
    assert press_links.find(text.statement, secret) is None
    lines = Decision.objects.filter(about="press_link")
    assert [(each.from_state, each.to_state[:5], each.by) for each in lines.order_by("pk")] == [
        ("", "works", olga),
        ("works", "revok", olga),
    ]
    assert "Quill" not in str(list(lines.values()))


def test_visits_are_counted():
    link, _ = make_press_link(make_embargoed())

    press_links.count_visit(link)
    press_links.count_visit(link)

    link.refresh_from_db()
    assert link.visits == 2
    assert link.visited_at is not None


def test_name_is_erased_after_the_link_ended():
    with time_machine.travel(timezone.now(), tick=False) as clock:
        make_press_link(make_embargoed())

        clock.shift(timedelta(days=30))
        assert retention.erase_expired_by_rule()["press_links"] == 0
        clock.shift(timedelta(days=2))
        assert retention.erase_expired_by_rule()["press_links"] == 1

    assert PressLink.objects.get().name == ""


def test_database_keeps_no_link_that_can_be_read():
    link, secret = make_press_link(make_embargoed())

    assert secret not in str(PressLink.objects.filter(pk=link.pk).values_list()[0])
