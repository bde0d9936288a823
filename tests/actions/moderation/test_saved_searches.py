import pytest

from signatures.actions.moderation import saved_searches
from signatures.models import Decision, SavedSearch
from tests.factories import make_organizer, make_text

pytestmark = pytest.mark.django_db


def test_search_is_saved_and_deleted_with_lines_that_hold_only_its_number():
    statement, mo = make_text().statement, make_organizer("moderator")

    saved = saved_searches.add(statement, name="Ada", query="q=ada@example.org", by=mo)
    deleted = [saved_searches.delete(statement, saved.pk, by=mo) for _ in range(2)]

    assert deleted == [True, False]
    assert not SavedSearch.objects.exists()
    lines = Decision.objects.order_by("pk").values_list("subject", "from_state", "to_state", "by")
    name = f"saved search {saved.pk}"
    assert list(lines) == [(name, "", "saved", mo.pk), (name, "saved", "deleted", mo.pk)]
