import pytest
from django.db import IntegrityError
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from signatures.actions.evidence import screening
from signatures.models import Decision, HoldReason, Rule, WatchedName
from signatures.models.hold_reason import in_words
from tests.factories import make_organizer, make_signature, make_text, sign_in

pytestmark = pytest.mark.django_db

PAGE = "/desk/holding/"
NEW_RULE = "/desk/holding/rules/new/"
NEW_NAMES = "/desk/holding/names/new/"


@pytest.fixture
def moderator(client):
    user = make_organizer("moderator", email="maud@example.org")
    sign_in(client, user)
    return user


def add_rule(client, kind, value, effect="hold", **typed):
    return client.post(NEW_RULE, {"kind": kind, "value": value, "effect": effect, **typed})


def watch(client, names, **typed):
    return client.post(NEW_NAMES, {"names": names, **typed})


def seen(client, path):
    return client.get(path).context["seen"]


def lines():
    fields = ("about", "subject", "from_state", "to_state", "reason")
    return list(Decision.objects.order_by("pk").values_list(*fields))


def test_organizer_watches_a_name(client, moderator):
    response = watch(client, "Ada  Lovelace\r\n\r\nGrace Hopper\n", note="Ask her agent")

    signature = make_signature(make_text(), state="pending", name="A. Lovelace")
    assertRedirects(response, f"{PAGE}#watched", fetch_redirect_response=False)
    assert set(WatchedName.objects.values_list("name", "by__email")) == {
        ("Ada Lovelace", "maud@example.org"),
        ("Grace Hopper", "maud@example.org"),
    }
    assert screening.screen(signature).reasons == ["watched_name"]
    assertContains(client.get(PAGE), "Ask her agent", count=2)


def test_log_names_watched_names_by_number_only(client, moderator):
    watch(client, "Ada Lovelace")
    pk = WatchedName.objects.get().pk
    path = f"/desk/holding/names/{pk}/"
    client.post(path, {"name": "Grace Hopper", "note": "n", "seen": seen(client, path)})
    client.post(f"{path}delete/")

    assert lines() == [
        ("watched_name", f"watched name {pk}", "", "watched", ""),
        ("watched_name", f"watched name {pk}", "watched", "watched", "changed: name, note, keys"),
        ("watched_name", f"watched name {pk}", "watched", "deleted", ""),
    ]


def test_changed_name_is_watched_in_its_place(client, moderator):
    watch(client, "Ada Lovelace")
    path = f"/desk/holding/names/{WatchedName.objects.get().pk}/"

    client.post(path, {"name": "Grace Hopper", "seen": seen(client, path)})

    text = make_text()
    ada = make_signature(text, state="pending", name="Ada Lovelace")
    grace = make_signature(text, state="pending", name="Grace Hopper")
    assert screening.screen(ada).reasons == []
    assert screening.screen(grace).reasons == ["watched_name"]


def test_wrong_lines_are_named_and_nothing_is_taken(client, moderator):
    typed = "Ada Lovelace\nwww.bad.example\n\nGrace Hopper\nhttps://bad.example"

    response = watch(client, typed)

    assertContains(response, "Lines 2, 5: no one can sign with these names", status_code=422)
    assertContains(response, "Grace Hopper", status_code=422)
    assert not WatchedName.objects.exists()
    assert not Decision.objects.exists()


@pytest.mark.table(
    ("typed", "words"),
    [
        ("", "Enter at least one name"),
        (" \n \n", "Enter at least one name"),
        ("A\0b", "Null characters are not allowed."),
        ("Ada Lovelace\n" * 1001, "Enter at most 1000 names at once. You entered 1001."),
    ],
)
def test_too_few_and_too_many_names(client, moderator, typed, words):
    assertContains(watch(client, typed), words, status_code=422)


def test_a_thousand_names_at_once_cost_few_queries(
    client, moderator, django_assert_max_num_queries
):
    letters = "abcdefghij"
    names = "\n".join(f"Ada L{a}{b}{c}lace" for a in letters for b in letters for c in letters)

    with django_assert_max_num_queries(20):
        watch(client, names)

    assert WatchedName.objects.count() == 1000
    assert Decision.objects.count() == 1001  # and one for the list


@pytest.mark.table(
    ("kind", "typed", "value"),
    [
        ("domain", "@Bücher.de", "xn--bcher-kva.de"),
        ("address", "Ada@Example.ORG", "ada@example.org"),
        ("network", "11.22.33.7/24", "11.22.33.0/24"),
        ("name", "Ada *Lovelacé", "ada *lovelace"),
        ("word", "Robots!", "robots"),
    ],
)
def test_rule_is_kept_as_it_is_compared(client, moderator, kind, typed, value):
    response = add_rule(client, kind, typed)

    assertRedirects(response, PAGE)
    assert Rule.objects.get().value == value
    assertContains(client.get(PAGE), value)


@pytest.mark.table(
    ("kind", "typed", "effect", "said"),
    [
        ("domain", "nowhere", "hold", "Enter a domain"),
        ("address", "ada", "hold", "Enter an e-mail address"),
        ("network", "here", "hold", "Enter a network"),
        ("network", "11.22.33.7", "hold", "and /24"),
        ("network", "0.0.0.0/0", "hold", "and /24"),
        ("name", "*", "refuse", "Enter at least three letters of the name"),
        ("word", "two words", "hold", "Enter one word"),
        ("word", "robots", "refuse", "the word may be a surname"),
        ("word", "a\0b", "hold", "Null characters are not allowed"),
        ("king", "robots", "hold", "Select a valid choice"),
    ],
)
def test_rule_that_would_do_harm_or_nothing_is_not_taken(
    client, moderator, kind, typed, effect, said
):
    response = add_rule(client, kind, typed, effect, note="Of the eleventh")

    assertContains(response, said, status_code=422)
    assertContains(response, "Of the eleventh", status_code=422)
    assert not Rule.objects.exists()


@pytest.mark.table(
    ("kind", "value", "told"),
    [
        ("domain", "bad.example", "hold domain bad.example"),
        ("word", "robots", "hold word robots"),
        ("address", "ada@example.org", "hold address"),
        ("name", "ada lovelace", "hold name"),
        ("network", "11.22.33.0/24", "hold network"),
    ],
)
def test_log_tells_of_a_rule_and_of_nobody(client, moderator, kind, value, told):
    add_rule(client, kind, value)
    pk = Rule.objects.get().pk
    path = f"/desk/holding/rules/{pk}/"
    new = {"kind": kind, "value": value, "effect": "hold", "seen": seen(client, path)}
    client.post(path, {**new, "ends_at": "2099-01-31 18:00"})
    client.post(f"{path}delete/")

    end = f"{told} until 2099-01-31 18:00 UTC"
    assert lines() == [
        ("rule", f"rule {pk}", "", told, ""),
        ("rule", f"rule {pk}", told, end, "changed: ends_at"),
        ("rule", f"rule {pk}", end, "deleted", ""),
    ]


def test_rule_stands_at_its_number_with_what_waits_for_it(client, moderator):
    add_rule(client, "word", "robots")
    add_rule(client, "word", "bots")
    robots, bots = Rule.objects.order_by("pk")
    text = make_text()
    for state in ("held", "held", "published"):
        make_signature(text, state=state, reasons=[f"rule_{robots.pk}", "watched_name"])

    page = client.get(PAGE)

    assertContains(page, f'id="rule-{robots.pk}"')
    found = {row["rule"]: row["caught"] for row in page.context["rules"]}
    assert found == {robots: 2, bots: 0}


def test_search_finds_a_name_by_its_disguise_and_a_rule_by_number(client, moderator):
    watch(client, "Ada Lovelace\nGrace Hopper")
    add_rule(client, "word", "robots")
    pk = Rule.objects.get().pk

    names = client.get(PAGE, {"q": "lovelace, a."}).context["names"]
    rules = client.get(PAGE, {"q": str(pk)}).context["rules"]
    nothing = client.get(PAGE, {"q": "\0%_"})

    assert [each.name for each in names] == ["Ada Lovelace"]
    assert [row["rule"].pk for row in rules] == [pk]
    assertContains(nothing, "No rule matches.")


def test_both_lists_lead_on(client, moderator, monkeypatch):
    monkeypatch.setattr("signatures.views.desk.moderation.rules.PAGE", 2)
    watch(client, "Ada Lovelace\nGrace Hopper\nMary Shelley")
    for word in ("robots", "bots", "spam"):
        add_rule(client, "word", word)

    page = client.get(PAGE)
    more_names = client.get(PAGE + page.context["more_names"].partition("#")[0])
    more_rules = client.get(PAGE + page.context["more_rules"].partition("#")[0])

    assert [each.name for each in page.context["names"]] == ["Mary Shelley", "Grace Hopper"]
    assert [each.name for each in more_names.context["names"]] == ["Ada Lovelace"]
    assert [row["rule"].value for row in more_rules.context["rules"]] == ["robots"]


@pytest.mark.parametrize("count", [1, 3])
def test_page_costs_the_same_however_many(client, moderator, django_assert_num_queries, count):
    statement = make_text().statement
    for n in range(count):
        Rule.objects.create(kind="word", value=f"w{n}", by=moderator, statement=statement)
        WatchedName.objects.create(name=f"N{n}", keys=["n"], by=moderator, statement=statement)

    with django_assert_num_queries(9):
        client.get(PAGE)


def test_what_is_gone_cannot_be_saved_or_found(client, moderator):
    add_rule(client, "word", "robots")
    path = f"/desk/holding/rules/{Rule.objects.get().pk}/"
    mark = seen(client, path)
    new = {"kind": "word", "value": "bots", "effect": "hold"}
    client.post(path, {**new, "seen": mark})

    late = client.post(path, {**new, "value": "spam", "seen": mark})
    client.post(f"{path}delete/")

    assertContains(late, "Someone else has changed this", status_code=422)
    assert client.post(f"{path}delete/").status_code == 404
    assert client.get(f"/desk/holding/rules/{'9' * 30}/").status_code == 404


def test_what_organizers_write_is_text(client, moderator):
    watch(client, "Ada Lovelace", note="<b>bold</b>")

    page = client.get(PAGE)

    assertNotContains(page, "<b>bold</b>")
    assertContains(page, "&lt;b&gt;bold")


def test_database_lets_no_word_refuse():
    with pytest.raises(IntegrityError, match="rule_about_a_word_only_holds"):
        Rule.objects.create(kind="word", value="robots", effect="refuse")


def test_every_reason_has_words():
    assert all(code not in in_words(HoldReason.values) for code in HoldReason.values)
    assert max(map(len, HoldReason.values)) <= 30
    assert in_words(["watched_name", "rule_12", "of_old"]) == [
        "the name resembles one on the watch list",
        "rule 12",
        "of_old",
    ]
