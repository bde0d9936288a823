import pytest

from signatures.actions.moderation import watch_list
from signatures.models import Decision, WatchedName
from signatures.text.watched_names.keys import watched_keys

pytestmark = pytest.mark.django_db


def row(name):
    return WatchedName(name=name, keys=sorted(watched_keys(name)))


def test_several_names_are_one_line_of_the_log_that_opens(mo):
    watch_list.watch([row("Ada Famous"), row("Bo Famous")], by=mo)

    assert WatchedName.objects.filter(by=mo).count() == 2
    shown = Decision.objects.told_once()
    assert [each.to_state for each in shown] == ["2 names watched"]
    opened = Decision.objects.filter(batch=shown[0].batch, about="watched_name")
    assert opened.count() == 2
    assert "Famous" not in "".join(opened.values_list("subject", flat=True))


def test_one_name_is_one_line_and_none_is_none(mo):
    watch_list.watch([], by=mo)
    assert not Decision.objects.exists()

    watch_list.watch([row("Ada Famous")], by=mo)
    assert [each.to_state for each in Decision.objects.told_once()] == ["watched"]


def test_keys_of_an_older_version_are_made_again_once():
    made = row("Ada Famous")
    made.save()
    WatchedName.objects.update(keys=["old"])

    assert watch_list.remake_keys() == 1
    assert watch_list.remake_keys() == 0

    assert WatchedName.objects.get().keys == sorted(watched_keys("Ada Famous"))
    assert watch_list.is_there()
