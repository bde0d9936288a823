import pytest
from django.core.cache import caches
from pytest_django.asserts import assertContains, assertNotContains

from signatures.models import Organization, Signature, Tidying
from tests.factories import make_endorsement, make_signature, make_text

pytestmark = pytest.mark.django_db

CREDITS = "/desk/ask/tidying/"
BODIES = "/desk/ask/tidying/organizations/"


def sign(text, *credits):
    for credit in credits:
        make_signature(text, credit=credit)


def credits():
    return list(Signature.objects.order_by("pk").values_list("credit", flat=True))


def tidy(client, keep, *spellings):
    typed = {"keep": keep, "spelling": list(spellings)}
    return client.post(f"{CREDITS}credits/", typed, follow=True)


def test_groups_are_looked_for_when_asked_and_stay_a_while(client, olga, text):
    sign(text, "Tin player", "Tin player", "tin-player", "Poet")
    assertContains(client.get(CREDITS), "Check all credits")

    looked = client.post(CREDITS)
    later = client.get(CREDITS)

    for page in (looked, later):
        assert page.context["groups"] == [[("Tin player", 2), ("tin-player", 1)]]
    assertNotContains(later, "Poet")


def test_without_a_cache_the_answer_is_on_the_page_itself(client, olga, text, settings):
    sign(text, "Tin player", "tin-player")

    looked = client.post(CREDITS)
    caches["pages"].clear()

    assert len(looked.context["groups"]) == 1
    assert client.get(CREDITS).context["groups"] == []


def test_one_press_tidies_a_group_and_another_undoes_it(client, olga, text):
    sign(text, "Tin player", "tin-player", "Composer", "composer")
    client.post(CREDITS)

    page = tidy(client, "Tin player", "Tin player", "tin-player")

    assertContains(page, "1 signature now says “Tin player”.")
    assert [group[0].credit for group in page.context["groups"]] == ["Composer"]
    assert credits() == ["Tin player", "Tin player", "Composer", "composer"]
    batch = Tidying.objects.get().pk
    undone = client.post(f"{CREDITS}{batch}/undo/", follow=True)
    assertContains(undone, "Undone for 1 row.")
    assert credits() == ["Tin player", "tin-player", "Composer", "composer"]
    assert client.post(f"{CREDITS}{batch}/undo/").status_code == 404


@pytest.mark.table("keep", ["", "Poet", "Tin\0player", "T" * 5000])
def test_odd_words_change_nothing(client, olga, text, keep):
    sign(text, "Tin player", "tin-player", "Poet")

    page = tidy(client, keep, "tin-player", "Tin player")

    assertContains(page, "The list has changed since you opened it")
    assert credits() == ["Tin player", "tin-player", "Poet"]


def test_tidying_of_another_statement_is_not_undone_here(client, olga, text):
    other = make_text()
    theirs = Tidying.objects.create(kind="credit", number=0, by=olga, statement=other.statement)

    assert client.post(f"{CREDITS}{theirs.pk}/undo/").status_code == 404
    assert client.post(f"{BODIES}{theirs.pk}/undo/").status_code == 404


def test_bodies_are_made_one_and_two_again(client, olga, text):
    stays = make_endorsement(text, name="Tin Players")
    goes = make_endorsement(make_text(), name="TIN players")
    assert len(client.get(BODIES).context["groups"]) == 1
    pair = [stays.organization_id, goes.organization_id]

    page = client.post(f"{BODIES}merge/", {"into": pair[0], "organization": pair}, follow=True)

    assertContains(page, "Merged into Tin Players.")
    goes.refresh_from_db()
    assert goes.organization == stays.organization
    client.post(f"{BODIES}{Tidying.objects.get().pk}/undo/")
    goes.refresh_from_db()
    assert goes.organization_id == pair[1]


def test_what_cannot_be_made_one_is_told(client, olga, text):
    held = make_endorsement(text, state="held", name="Tin")
    published = make_endorsement(text, name="Tin")
    zinc = make_endorsement(text, name="Zinc")
    others = [published.organization_id, zinc.organization_id, "x", "9" * 40]
    typed = {"into": held.organization_id, "organization": others}

    page = client.post(f"{BODIES}merge/", typed, follow=True)

    assertContains(page, "Both endorse one statement")
    assertContains(page, "Someone else has changed this")
    assert Organization.objects.count() == 3
    assert not Tidying.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_pages_cost_the_same_however_many(client, olga, text, django_assert_num_queries, count):
    for n in range(count):
        make_endorsement(text, name="Tin")
        make_endorsement(make_text(), name="Tin")
        Tidying.objects.create(kind="credit", number=n, by=olga, statement=text.statement)
        Tidying.objects.create(kind="organization", number=n, by=olga)
    client.get(BODIES)

    with django_assert_num_queries(11):
        client.get(BODIES)
    with django_assert_num_queries(9):
        client.get(CREDITS)
