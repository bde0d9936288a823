from datetime import date

import pytest

from signatures.actions.organizations import marks
from signatures.actions.record_keeping import edits
from signatures.errors import StaleEditError
from signatures.models import Decision, GivenMark, Mark
from tests.factories import make_endorsement, make_mark, make_organizer

pytestmark = pytest.mark.django_db


def test_check_noted_again_has_the_new_date_and_the_organizer_who_made_it(text):
    given = make_mark(make_endorsement(text, name="Tin Players"))
    by, seen = make_organizer("editor"), edits.revision(given)
    given.checked_on = date(2026, 6, 4)

    marks.check_again(given, seen=seen, by=by)

    given.refresh_from_db()
    assert (given.checked_on, given.by) == (date(2026, 6, 4), by)
    line = Decision.objects.get(by=by)
    assert (line.about, line.subject) == ("endorsement", "Tin Players")
    assert "checked on 2026-05-03" in line.from_state
    assert "checked on 2026-06-04" in line.to_state


def test_check_noted_again_refuses_a_version_that_someone_else_replaced(text):
    given = make_mark(make_endorsement(text))
    seen = edits.revision(given)
    GivenMark.objects.filter(pk=given.pk).update(according_to="Another register")
    given.checked_on = date(2026, 6, 4)

    with pytest.raises(StaleEditError):
        marks.check_again(given, seen=seen, by=make_organizer("editor"))

    assert GivenMark.objects.get().checked_on == date(2026, 5, 3)


def test_removed_mark_is_taken_away_from_each_organization_with_a_line_in_the_log(text):
    given = [make_mark(make_endorsement(text, name=name)) for name in ("One", "Two")]
    other = make_mark(make_endorsement(text), "Another mark")
    by, mark = make_organizer("editor"), given[0].mark

    assert marks.remove(mark, by=by)
    assert not marks.remove(mark, by=by)

    assert list(GivenMark.objects.all()) == [other]
    assert list(Mark.objects.all()) == [other.mark]
    lines = Decision.objects.filter(by=by).order_by("pk").values_list("subject", "to_state")
    assert list(lines) == [
        ("One", "deleted"),
        ("Two", "deleted"),
        (f"mark {mark.pk}", "deleted"),
    ]
