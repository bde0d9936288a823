import pytest
from django.db import IntegrityError
from django.urls import reverse
from pytest_django.asserts import assertContains

from signatures.actions import holding
from signatures.models import HoldReason, Rule, WatchedName
from signatures.models.hold_reason import in_words
from tests.factories import make_organizer, make_signature, make_text, sign_in

pytestmark = pytest.mark.django_db

NEW_NAME = reverse("admin:signatures_watchedname_add")
NEW_RULE = reverse("admin:signatures_rule_add")


@pytest.fixture
def organizer(client):
    return sign_in(client, make_organizer("superuser", email="organizer@example.org"))


def add_rule(organizer, kind, value, effect="hold"):
    return organizer.post(NEW_RULE, {"kind": kind, "value": value, "effect": effect})


def test_organizer_watches_a_name(organizer):
    response = organizer.post(NEW_NAME, {"name": "Ada  Lovelace", "note": "Ask her agent"})

    signature = make_signature(make_text(), state="pending", name="A. Lovelace")
    watched = WatchedName.objects.get()
    assert response.status_code == 302
    assert (watched.name, watched.by.email) == ("Ada Lovelace", "organizer@example.org")
    assert holding.look(signature).reasons == ["watched_name"]
    assertContains(organizer.get(reverse("admin:signatures_watchedname_changelist")), "Ask her")


def test_changed_name_is_watched_in_its_place(organizer):
    organizer.post(NEW_NAME, {"name": "Ada Lovelace"})
    change = reverse("admin:signatures_watchedname_change", args=[WatchedName.objects.get().pk])

    organizer.post(change, {"name": "Grace Hopper"})

    text = make_text()
    ada = make_signature(text, state="pending", name="Ada Lovelace")
    grace = make_signature(text, state="pending", name="Grace Hopper")
    assert holding.look(ada).reasons == []
    assert holding.look(grace).reasons == ["watched_name"]


@pytest.mark.parametrize(
    ("kind", "typed", "value"),
    [
        ("domain", "@Bücher.de", "xn--bcher-kva.de"),
        ("address", "Ada@Example.ORG", "ada@example.org"),
        ("network", "11.22.33.7/24", "11.22.33.0/24"),
        ("name", "Ada *Lovelacé", "ada *lovelace"),
        ("word", "Robots!", "robots"),
    ],
)
def test_rule_is_kept_as_it_is_compared(organizer, kind, typed, value):
    response = add_rule(organizer, kind, typed)

    assert response.status_code == 302
    assert Rule.objects.get().value == value
    assertContains(organizer.get(reverse("admin:signatures_rule_changelist")), value)


@pytest.mark.parametrize(
    ("kind", "typed", "effect", "said"),
    [
        ("domain", "nowhere", "hold", "Please enter a domain"),
        ("address", "ada", "hold", "Please enter an address"),
        ("network", "here", "hold", "Please enter a network"),
        ("network", "11.22.33.7", "hold", "no more is kept than /24"),
        ("network", "0.0.0.0/0", "hold", "no more is kept than /24"),
        ("name", "*", "refuse", "Please enter more of the name"),
        ("word", "two words", "hold", "Please enter one word"),
        ("word", "robots", "refuse", "it may be a surname"),
    ],
)
def test_rule_that_would_do_harm_or_nothing_is_not_taken(organizer, kind, typed, effect, said):
    response = add_rule(organizer, kind, typed, effect)

    assertContains(response, said)
    assert not Rule.objects.exists()


def test_database_lets_no_word_refuse():
    with pytest.raises(IntegrityError, match="rule_about_a_word_only_holds"):
        Rule.objects.create(kind="word", value="robots", effect="refuse")


def test_reasons_are_shown_in_words(organizer):
    make_signature(make_text(), state="held", reasons=["watched_name", "rule_12", "of_old"])

    response = organizer.get(reverse("admin:signatures_signature_changelist"))

    shown = "the name resembles one on the watch list; rule 12 of yours; of_old"
    assertContains(response, shown)


def test_every_reason_has_words():
    assert all(code not in in_words(HoldReason.values) for code in HoldReason.values)
    assert max(map(len, HoldReason.values)) <= 30
