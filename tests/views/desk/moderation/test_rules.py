from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from signatures.actions.evidence import screening
from signatures.models import Decision, HoldReason, Rule, Signature, WatchedName
from signatures.models.hold_reason import in_words
from tests.factories import make_organizer, make_signature, make_text, sign_in

pytestmark = pytest.mark.django_db

PAGE = "/desk/holding/"
NEW_RULE = "/desk/holding/rules/new/"
DAY = timedelta(days=1)
NEW_NAMES = "/desk/holding/names/new/"


@pytest.fixture
def moderator(client):
    user = make_organizer("moderator", email="maud@example.org")
    sign_in(client, user)
    return user


def add_rule(client, kind, value, effect="hold", **typed):
    """Post a rule, and once more after the page has said what it would have caught."""
    return post_twice(client, NEW_RULE, {"kind": kind, "value": value, "effect": effect, **typed})


def post_twice(client, path, typed):
    response = client.post(path, typed)
    if response.status_code == 200:
        response = client.post(path, {**typed, "checked": response.context["mark"]})
    return response


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
        ("A\0b", "invisible characters"),
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
        ("network", "11.0.0.0/8", "hold", "Enter a network between /16 and /24"),
        ("network", "2001::/16", "hold", "Enter a network between /32 and /48"),
        ("network", "10.1.0.0/16", "hold", "Enter a public network"),
        ("word", "a", "hold", "Enter a word of at least three letters"),
        ("word", "robots", "allow", "Only an e-mail domain, an e-mail address or a network"),
        ("domain", "com", "hold", "Enter a domain"),
        ("name", "*", "refuse", "Enter at least three letters of the name"),
        ("word", "two words", "hold", "Enter one word"),
        ("word", "robots", "refuse", "the word may be a surname"),
        ("word", "a\0b", "hold", "invisible characters"),
        ("king", "robots", "hold", "Choose one of the options for “"),
    ],
)
def test_rule_that_would_do_harm_or_nothing_is_not_taken(
    client, moderator, kind, typed, effect, said
):
    response = add_rule(client, kind, typed, effect, note="Of the eleventh")

    assertContains(response, said, status_code=422)
    assertContains(response, "Of the eleventh", status_code=422)
    assert not Rule.objects.exists()


@pytest.mark.parametrize("word", ["金", "ann"])
def test_short_word_that_is_a_whole_name_is_taken(client, moderator, word):
    assertRedirects(add_rule(client, "word", word), PAGE)


def test_end_in_the_past_is_refused_and_an_earlier_one_can_stay(client, moderator):
    late = add_rule(client, "word", "robots", ends_at="2020-01-31T18:00")
    rule = Rule.objects.create(kind="word", value="bots", ends_at=timezone.now() - DAY)
    path = f"/desk/holding/rules/{rule.pk}/"
    page = client.get(path)
    ended = {"ends_at": f"{rule.ends_at:%Y-%m-%dT%H:%M:%S}", "seen": page.context["seen"]}
    kept = client.post(path, {"kind": "word", "value": "bots", "effect": "hold", **ended})

    assertContains(late, "Enter an end in the future", status_code=422)
    assert kept.status_code == 302
    assert Rule.objects.get() == rule


def test_second_rule_about_the_same_is_refused_and_names_the_first(client, moderator):
    statement = make_text().statement
    add_rule(client, "domain", "bad.example")
    first = Rule.objects.get()

    twice = add_rule(client, "domain", "@BAD.example", "refuse")
    narrower = add_rule(client, "domain", "bad.example", statement=statement.pk)
    stricter = add_rule(client, "domain", "bad.example", "refuse", statement=statement.pk)
    Rule.objects.update(ends_at=timezone.now() - DAY)
    after = add_rule(client, "domain", "bad.example")

    for response in (twice, narrower):
        assertContains(response, f"Rule {first.pk} is about the same", status_code=422)
    assert (stricter.status_code, after.status_code) == (302, 302)


@pytest.mark.table(
    ("kind", "value"),
    [
        ("domain", "spam.example"),
        ("address", "bot@mail.spam.example"),
        ("network", "11.22.0.0/16"),
        ("name", "robo*"),
        ("word", "robot"),
    ],
)
def test_rule_says_before_it_is_saved_what_it_would_have_caught(client, moderator, kind, value):
    text = make_text()
    for _ in range(200):
        make_signature(text)
    fields = {"email": "bot@mail.spam.example", "name": "Robo Robot", "credit": "Poet"}
    make_signature(text, **fields, source_network="11.22.33.0/24")
    typed = {"kind": kind, "value": value, "effect": "hold"}

    page = client.post(NEW_RULE, typed)

    assertContains(page, "applied to 1 of 201 confirmed signatures (0.5 %)")
    assertContains(page, "Robo Robot")
    assertNotContains(page, "bot@mail.spam.example</")
    assert not Rule.objects.exists()
    assertRedirects(client.post(NEW_RULE, {**typed, "checked": page.context["mark"]}), PAGE)


def test_rule_for_more_than_one_in_a_hundred_is_asked_twice(client, moderator):
    text = make_text()
    make_signature(text, name="Ada Robot")
    typed = {"kind": "word", "value": "robot", "effect": "hold"}

    first = client.post(NEW_RULE, typed)
    typed["checked"] = first.context["mark"]
    second = client.post(NEW_RULE, typed)
    other = client.post(NEW_RULE, {**typed, "value": "ada", "sure": "on"})
    sure = client.post(NEW_RULE, {**typed, "sure": "on"})

    assertContains(first, "Yes, apply it to about 100.0 % of future signatures")
    assertContains(second, "Tick the box to save this rule")
    assert other.status_code == 200  # what it said was about another rule
    assertRedirects(sure, PAGE)
    assert Rule.objects.get().value == "robot"


def test_rule_is_tried_on_thirty_days(client, moderator):
    make_signature(make_text(), name="Ada Robot")
    Signature.objects.update(attested_at=timezone.now() - 31 * DAY)

    page = client.post(NEW_RULE, {"kind": "word", "value": "robot", "effect": "hold"})

    assertContains(page, "applied to 0 of 0 confirmed signatures")


def test_change_of_the_note_alone_is_saved_at_once(client, moderator):
    add_rule(client, "word", "robots")
    path = f"/desk/holding/rules/{Rule.objects.get().pk}/"
    typed = {"kind": "word", "value": "robots", "effect": "hold", "note": "Since May"}

    response = client.post(path, {**typed, "seen": seen(client, path)})

    assert response.status_code == 302
    assert Rule.objects.get().note == "Since May"


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
    client.post(path, {**new, "ends_at": "2099-01-31T18:00"})
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
    post_twice(client, path, {**new, "seen": mark})

    late = post_twice(client, path, {**new, "value": "spam", "seen": mark})
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
