"""Occupations and guilds at the desk."""

import pytest
from django.core.exceptions import PermissionDenied
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from signatures.actions.counts import tallies
from signatures.actions.record_keeping import edits
from signatures.actions.tidying import occupations
from signatures.models import Decision, Guild, Occupation, Signature, Tidying
from tests.factories import make_guild, make_organizer, make_signature, make_text

pytestmark = pytest.mark.django_db

OCCUPATIONS = "/desk/occupations/"
GUILDS = "/desk/guilds/"


@pytest.fixture
def poets():
    return [
        Occupation.objects.create(slug=name.lower(), name=name, position=place)
        for place, name in enumerate(("Poet", "Poets", "Clown"))
    ]


def names():
    return list(Occupation.objects.values_list("name", flat=True))


def act(client, occupation, what, **typed):
    return client.post(f"{OCCUPATIONS}{occupation.pk}/{what}/", typed, follow=True)


def lines():
    return list(Decision.objects.order_by("pk").values_list("about", "subject", "to_state"))


@pytest.mark.parametrize(
    ("typed", "slug"),
    [("Tin  Player", "tin-player"), ("Poet", "poet-2"), ("詩人", "occupation")],
)
def test_occupation_is_added_at_the_end(client, edith, poets, typed, slug):
    Occupation.objects.filter(name="Poet").update(name="Poet of old")

    response = client.post(f"{OCCUPATIONS}new/", {"name": typed})

    assertRedirects(response, OCCUPATIONS)
    added = Occupation.objects.last()
    assert (added.slug, added.offered) == (slug, True)
    assert lines() == [("occupation", slug, added.name)]
    assertContains(client.get(f"/{make_text().statement.slug}/sign/"), added.name)


@pytest.mark.table("typed", ["", "...", "a\0b", "x" * 81, "Poet"])
def test_odd_occupations_are_not_taken(client, edith, poets, typed):
    assert client.post(f"{OCCUPATIONS}new/", {"name": typed}).status_code == 422
    assert names() == ["Poet", "Poets", "Clown"]


def test_renamed_occupation_keeps_its_address(client, edith, poets):
    path = f"{OCCUPATIONS}{poets[0].pk}/"
    seen = client.get(path).context["seen"]

    client.post(path, {"name": "Bard", "seen": seen})

    bard = Occupation.objects.get(pk=poets[0].pk)
    assert (bard.name, bard.slug, bard.offered) == ("Bard", "poet", False)
    page = client.get(f"/{make_text().statement.slug}/sign/")
    assert [name for _, name in page.context["form"].occupations] == ["Poets", "Clown"]


@pytest.mark.parametrize(
    ("to", "order"),
    [
        ("up", ["Poet", "Clown", "Poets"]),
        ("down", ["Poet", "Poets", "Clown"]),
        ("top", ["Clown", "Poet", "Poets"]),
    ],
)
def test_order_is_the_organizers(client, edith, poets, to, order):
    act(client, poets[2], "move", to=to)

    assert names() == order


def test_occupation_is_deleted_when_nobody_has_it_or_can_choose_it(client, edith, poets):
    clown = poets[2]
    assertContains(act(client, clown, "delete"), "is offered on the form")
    Occupation.objects.update(offered=False)
    make_signature(make_text(), occupation=clown)
    tallies.fold()
    assertContains(act(client, clown, "delete"), "or signatures have it")
    Signature.objects.update(occupation=None)

    act(client, clown, "delete")

    assert names() == ["Poet", "Poets"]
    assert lines() == [("occupation", "clown", "deleted")]


def test_two_are_made_one_and_two_again(client, edith, poets):
    poet, poets_, _ = poets
    signature = make_signature(make_text(), occupation=poets_)

    page = act(client, poets_, "merge", into=poet.pk)

    assertContains(page, "Poets was merged into Poet, with 1 signature.")
    signature.refresh_from_db()
    assert signature.occupation == poet
    assert [row["number"] for row in page.context["rows"]] == [1, 0, 0]
    client.post(f"{OCCUPATIONS}{Tidying.objects.get().pk}/undo/")
    signature.refresh_from_db()
    assert signature.occupation == poets_
    assert lines()[0] == ("occupation", "poets", "merged into Poet")


@pytest.mark.table("into", ["itself", "", "x", "9" * 40, "\0"])
def test_merging_wants_another_occupation(client, edith, poets, into):
    into = poets[1].pk if into == "itself" else into

    assert act(client, poets[1], "merge", into=into).status_code == 422
    assert not Tidying.objects.exists()


def test_merging_many_takes_more_than_one_press(client, edith, poets, monkeypatch):
    monkeypatch.setattr(occupations, "MOST", 1)
    text = make_text()
    for _ in range(2):
        make_signature(text, occupation=poets[1])

    first = act(client, poets[1], "merge", into=poets[0].pk)
    second = act(client, poets[1], "merge", into=poets[0].pk)

    assertContains(first, "There are more signatures with Poets: merge again")
    assertContains(second, "Poets was merged into Poet, with 1 signature.")


def test_tidying_of_another_kind_is_not_undone_here(client, edith):
    other = Tidying.objects.create(kind="organization", number=0, by=edith)

    assert client.post(f"{OCCUPATIONS}{other.pk}/undo/").status_code == 404


def test_guild_is_added_and_edited(client, edith):
    new = {"name": "Quill Guild", "slug": "quill", "country": "ie", "website": "quill.example"}

    empty = client.get(f"{GUILDS}new/")
    response = client.post(f"{GUILDS}new/", new)

    assertNotContains(empty, "Default")
    assertRedirects(response, GUILDS)
    guild = Guild.objects.get()
    assert (guild.mark, guild.mark_permitted_by) == ("", "")
    assert (guild.country, guild.website) == ("IE", "https://quill.example")
    path = f"{GUILDS}{guild.pk}/"
    seen = client.get(path).context["seen"]
    client.post(path, {**new, "abbreviation": "QG", "seen": seen})
    guild.refresh_from_db()
    assert guild.abbreviation == "QG"
    assert lines() == [("guild", "quill", "Quill Guild")] * 2


def test_guild_vouches_only_with_permission(client, olga):
    new = {"name": "Quill Guild", "slug": "quill", "methods": ["guild_code"]}

    refused = client.post(f"{GUILDS}new/", new)
    client.post(f"{GUILDS}new/", {**new, "mark_permitted_by": "its board"})

    assertContains(refused, "permitted the use of its name", status_code=422)
    guild = Guild.objects.get()
    assert guild.methods == ["guild_code"]
    assert guild.mark_permitted_at is not None


RAISED = {
    "members": "900",
    "methods": ["guild_code", "guild_domain"],
    "mark": "Verified by",
    "mark_permitted_by": "me",
}


@pytest.mark.parametrize("name", RAISED)
def test_editors_do_not_change_what_owners_trust_a_guild_with(client, edith, name):
    guild = make_guild(name="Quill Guild", members=20)
    path = f"{GUILDS}{guild.pk}/"
    page = client.get(path)
    typed = {"name": "Quill", "slug": guild.slug, "seen": page.context["seen"]}

    refused = client.post(path, {**typed, name: RAISED[name]})
    unsaved = Guild.objects.get()
    saved = client.post(path, typed)

    assertContains(page, f'name="{name}"')
    assertContains(refused, "Only owners can change this. Ask an owner.", status_code=422)
    assert edits.revision(unsaved) == page.context["seen"]
    assertRedirects(saved, GUILDS)
    made, stored = Guild.objects.get(), unsaved
    assert (made.name, getattr(made, name)) == ("Quill", getattr(stored, name))


@pytest.mark.parametrize("name", RAISED)
def test_edits_leave_what_owners_set_to_owners(name):
    """The action refuses as well as the form, of a new guild and of one that is there."""
    editor = make_organizer("editor")
    guild = make_guild(members=20)
    seen = edits.revision(guild)
    value = int(RAISED[name]) if name == "members" else RAISED[name]
    setattr(guild, name, value)

    with pytest.raises(PermissionDenied):
        edits.save(guild, by=editor, seen=seen)
    with pytest.raises(PermissionDenied):
        edits.add(Guild(slug="new", name="New", **{name: value}), by=editor)


def test_log_names_old_and_new_membership_and_methods(client, olga):
    guild = make_guild(slug="quill", members=20)
    path = f"{GUILDS}{guild.pk}/"
    typed = {"name": guild.name, "slug": "quill", "mark_permitted_by": "its board"}
    typed |= {"members": "900", "methods": ["guild_code", "guild_officer"]}

    client.post(path, {**typed, "seen": client.get(path).context["seen"]})

    told = Decision.objects.filter(from_state__contains=":").order_by("pk")
    assert [(each.by, each.subject, each.from_state, each.to_state) for each in told] == [
        (olga, "quill", "members: 20", "members: 900"),
        (olga, "quill", "methods: guild_code", "methods: guild_code, guild_officer"),
    ]


@pytest.mark.table(
    "wrong",
    [
        {"country": "QQ"},
        {"methods": ["email"], "mark_permitted_by": "its board"},
        {"members": "-1"},
        {"website": "http://quill.example"},
        {"slug": "no slug"},
        {"slug": "taken"},
        {"name": "."},
        {"abbreviation": "\0"},
    ],
)
def test_odd_guilds_are_not_taken(client, olga, wrong):
    Guild.objects.create(slug="taken", name="Taken")

    response = client.post(f"{GUILDS}new/", {"name": "Quill Guild", "slug": "quill", **wrong})

    assertContains(response, "Quill Guild" if "name" not in wrong else "quill", status_code=422)
    assert Guild.objects.count() == 1


@pytest.mark.parametrize("count", [1, 3])
def test_pages_cost_the_same_however_many(client, edith, django_assert_num_queries, count):
    for n in range(count):
        Occupation.objects.create(slug=f"o{n}", name=f"O{n}")
        Guild.objects.create(slug=f"g{n}", name=f"G{n}")
        Tidying.objects.create(kind="occupation", number=n, by=edith)
    client.get(OCCUPATIONS)

    with django_assert_num_queries(9):
        client.get(OCCUPATIONS)
    with django_assert_num_queries(7):
        client.get(GUILDS)
