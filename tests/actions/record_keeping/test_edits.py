import pytest
from django.core.exceptions import PermissionDenied

from signatures.actions.record_keeping import edits
from signatures.errors import StaleEditError
from signatures.models import Decision, Guild, Rule
from tests.factories import make_guild, make_organizer

pytestmark = pytest.mark.django_db


def a_rule(value="pills.example"):
    return Rule(kind=Rule.Kind.DOMAIN, value=value)


def lines():
    return list(Decision.objects.order_by("pk").values_list("from_state", "to_state"))


def test_row_is_added_changed_and_deleted_with_a_line_each():
    by, rule = make_organizer(), a_rule()
    edits.add(rule, by=by)
    rule.note = "bought"
    assert edits.save(rule, by=by, seen=edits.revision(a_stored(rule))) == ["note"]
    assert edits.delete(rule, by=by)
    assert not edits.delete(rule, by=by)

    assert [after for _, after in lines()] == [
        "hold domain pills.example",
        "hold domain pills.example",
        "deleted",
    ]


def a_stored(row):
    return type(row).objects.get(pk=row.pk)


def test_saving_what_is_unchanged_writes_no_line():
    by, rule = make_organizer(), a_rule()
    edits.add(rule, by=by)

    assert edits.save(rule, by=by, seen=edits.revision(rule)) == []
    assert len(lines()) == 1


def test_row_that_changed_or_went_since_it_was_read_is_not_saved():
    by, rule = make_organizer(), a_rule()
    edits.add(rule, by=by)
    seen = edits.revision(rule)
    Rule.objects.update(note="changed by another")
    rule.note = "mine"
    with pytest.raises(StaleEditError):
        edits.save(rule, by=by, seen=seen)

    Rule.objects.all().delete()
    with pytest.raises(StaleEditError):
        edits.save(rule, by=by, seen=seen)


def test_only_owners_change_how_a_guild_vouches():
    editor, guild = make_organizer("editor"), make_guild(methods=["guild_code"])
    seen = edits.revision(guild)
    guild.methods = ["guild_officer"]
    with pytest.raises(PermissionDenied):
        edits.save(guild, by=editor, seen=seen)

    edits.save(guild, by=make_organizer("owner"), seen=seen)

    assert Guild.objects.get().methods == ["guild_officer"]
    assert ("methods: guild_code", "methods: guild_officer") in lines()


def test_version_differs_with_every_editable_field():
    guild = make_guild()
    before = edits.revision(guild)
    guild.name = "Another"

    assert edits.revision(guild) != before
