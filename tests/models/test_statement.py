from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.validators import slug_re
from django.utils import timezone

from signatures.models import Phase, Signature, Statement
from signatures.models.statement import not_reserved
from signatures.urls import desk, urlpatterns
from tests.factories import make_signature, make_text

DAY = timedelta(days=1)


@pytest.mark.table(
    ("opens", "closes", "expected"),
    [(-DAY, None, True), (DAY, None, False), (-DAY, DAY, True), (-2 * DAY, -DAY, False)],
)
def test_a_statement_is_open_between_its_dates(opens, closes, expected):
    now = timezone.now()

    statement = Statement(opens_at=now + opens, closes_at=closes and now + closes)

    assert statement.is_open is expected


@pytest.mark.table(
    ("dates", "expected"),
    [
        ({"opens_at": DAY}, "draft"),
        ({"opens_at": DAY, "publishes_at": DAY}, "draft"),
        ({"opens_at": -DAY}, "private"),
        ({"opens_at": -DAY, "publishes_at": DAY}, "private"),
        ({"opens_at": -DAY, "embargo_at": DAY, "publishes_at": 2 * DAY}, "private"),
        ({"opens_at": -DAY, "embargo_at": -DAY}, "private"),
        ({"opens_at": -DAY, "embargo_at": -DAY, "publishes_at": DAY}, "embargo"),
        ({"opens_at": DAY, "embargo_at": -DAY, "publishes_at": DAY}, "embargo"),
        ({"opens_at": -2 * DAY, "closes_at": -DAY, "publishes_at": DAY}, "private"),
        ({"opens_at": -DAY, "embargo_at": DAY, "publishes_at": -DAY}, "public"),
        ({"opens_at": -2 * DAY, "publishes_at": -2 * DAY, "closes_at": -DAY}, "closed"),
        ({"opens_at": -DAY, "publishes_at": -DAY, "archived_at": -DAY}, "archived"),
        ({"opens_at": -DAY, "archived_at": -DAY}, "archived"),
    ],
)
def test_phase_of_a_statement_follows_from_its_dates(dates, expected):
    now = timezone.now()

    statement = Statement(**{name: now + each for name, each in dates.items()})

    assert statement.phase == expected


@pytest.mark.django_db
def test_phase_changes_at_the_very_second_of_publication(time_machine):
    start = timezone.now().replace(microsecond=0)
    time_machine.move_to(start, tick=False)
    statement = Statement(opens_at=start, publishes_at=start + timedelta(hours=1))

    time_machine.shift(3599)
    assert (statement.phase, statement.is_public) == (Phase.PRIVATE, False)
    time_machine.shift(1)
    assert (statement.phase, statement.is_public) == (Phase.PUBLIC, True)


@pytest.mark.django_db
def test_published_signatures_of_a_statement_that_is_not_public_are_not_public():
    make_signature(make_text(publishes_at=timezone.now() + DAY))
    make_signature(make_text(publishes_at=None))
    public = make_signature(make_text())

    assert list(Signature.objects.published()) == [public]


@pytest.mark.django_db
def test_listed_leaves_out_who_wants_to_be_counted_only_and_begins_with_the_newest():
    text = make_text()
    first, second = make_signature(text), make_signature(text)
    make_signature(text, display="counted")
    for state in ["pending", "held", "rejected"]:
        make_signature(text, state=state)

    assert list(Signature.objects.listed()) == [second, first]


def test_no_statement_can_take_an_address_of_the_site():
    firsts = {
        str(each.pattern).lstrip("^").split("/")[0] for each in urlpatterns + desk.urlpatterns
    }
    roots = {first for first in firsts if slug_re.match(first)}

    for root in roots | {"admin", "accounts", "desk", "guilds", "static", "media", "metrics"}:
        for slug in (root, root.title(), root.upper()):
            with pytest.raises(ValidationError, match="uses this address"):
                not_reserved(slug)
