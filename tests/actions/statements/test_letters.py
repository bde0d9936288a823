"""The letter to print: when it is made, and that nobody who left is handed out in it."""

import json
from datetime import timedelta
from functools import partial

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from signatures.actions.moderation import decisions as moderation
from signatures.actions.signing import own_signature
from signatures.actions.statements import letters as renditions
from signatures.actions.statements import texts as statements
from signatures.models import Decision, Rendition, Signature, TextVersion
from signatures.renditions.pictures import typesetting
from tests.factories import make_link, make_signature, make_text, make_withdrawn

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def _letters_are_legible(monkeypatch, settings, tmp_path):
    """Files hold the words that would have been set, which a test can read."""
    settings.MEDIA_ROOT = tmp_path

    def words(form, template, data):
        return json.dumps(data, ensure_ascii=False).encode()

    monkeypatch.setattr(typesetting, "compile_to", words)


def content(made):
    with made.file.open("rb") as file:
        return json.loads(file.read())


def names(text):
    made = renditions.current(text)
    return made and [name for name, *_ in content(made)["names"]]


def later(moment):
    return time_machine.travel(timezone.now() + moment, tick=False)


def test_letter_holds_listed_names_and_nothing_else():
    text = make_text()
    for state in ("pending", "held", "rejected"):
        make_signature(text, name=f"Leak {state}", credit="Leak", state=state)
    make_signature(text, name="Leak counted", credit="Leak", display="counted")
    make_signature(text, name="Leak anonymous", credit="Leak", display="anonymous")
    make_signature(text, name="Named Nora", credit="Leak", display="name")
    make_signature(text, name="Ada Example", credit="Engines", email="leak@example.org")
    make_signature(make_text(), name="Leak of another statement")
    make_withdrawn(text)

    words = content(renditions.make_letter(text))

    assert [name for name, *_ in words["names"]] == ["Ada Example", "Named Nora"]
    assert words["withheld"] == "and 1 signatory whose name is withheld"
    assert "leak" not in str(words).lower()


def test_letters_are_made_for_public_statements_once():
    text = make_text()
    make_text(publishes_at=None)
    make_signature(text)

    assert renditions.make_due_letters() == 1
    assert renditions.make_due_letters() == 0
    assert [each.statement for each in Rendition.objects.all()] == [text.statement]
    assert names(text) == ["Ada Example"]


@pytest.mark.parametrize("leave", ["withdraw", "hold", "reject"])
def test_name_that_left_is_not_handed_out_a_minute_later(leave, django_user_model):
    with later(timedelta(hours=-1)):
        text = make_text()
        signature = make_signature(text)
        renditions.make_letter(text)
    if leave == "withdraw":
        own_signature.withdraw(make_link(signature, "manage", expires_in=None))
    else:
        organizer = django_user_model.objects.create_user("organizer@example.org")
        decide = {"hold": moderation.hold, "reject": partial(moderation.reject, refusal="other")}
        decide[leave](signature, by=organizer, reason="test")

    assert names(text) == ["Ada Example"]
    with later(41 * SECOND):
        assert renditions.current(text) is None


def test_letter_without_the_name_is_made_before_the_old_one_is_refused(
    django_capture_on_commit_callbacks,
):
    with later(timedelta(hours=-1)):
        text = make_text()
        signature = make_signature(text)
        make_signature(text, name="Bela Example")
        old = renditions.make_letter(text).file.name
    own_signature.withdraw(make_link(signature, "manage", expires_in=None))

    with later(20 * SECOND), django_capture_on_commit_callbacks(execute=True):
        assert renditions.make_due_letters() == 1
        assert renditions.make_due_letters() == 0
    with later(41 * SECOND):
        assert names(text) == ["Bela Example"]
    assert not Rendition.objects.get().file.storage.exists(old)


def test_departure_that_the_letter_may_not_have_seen_makes_another():
    text = make_text()
    own_signature.withdraw(make_link(make_signature(text), "manage", expires_in=None))
    renditions.make_letter(text)

    with later(15 * SECOND):
        assert renditions.make_due_letters() == 1
        assert renditions.make_due_letters() == 0


def test_letter_of_other_words_is_not_handed_out():
    text = make_text()
    renditions.make_letter(text)
    with later(SECOND):
        other = statements.add_text(
            TextVersion(statement=text.statement, title="Another title", text=text.text)
        )

    assert renditions.current(other) is None
    with later(2 * SECOND):
        assert renditions.make_due_letters() == 1
        assert content(renditions.current(other))["title"] == "Another title"


@pytest.mark.table(
    ("newer", "age", "made"),
    [
        (1, timedelta(minutes=9), 0),
        (1, timedelta(minutes=11), 1),
        (0, timedelta(minutes=11), 0),
        (0, timedelta(days=2), 0),
    ],
)
def test_letter_is_made_anew_when_the_list_has_grown_enough(newer, age, made):
    with later(-age):
        text = make_text()
        make_signature(text)
        renditions.make_letter(text)
    for _ in range(newer):
        make_signature(text)

    assert renditions.make_due_letters() == made


@pytest.mark.table(
    ("age", "since", "made", "served"),
    [
        (timedelta(hours=22), timedelta(hours=21), 0, True),
        (timedelta(hours=23.5), timedelta(hours=1), 1, True),
        (timedelta(hours=30), timedelta(hours=1), 1, True),
        (timedelta(hours=30), timedelta(hours=25), 1, False),
    ],
)
def test_letter_never_lags_more_than_a_day(age, since, made, served):
    """A change that is not on the list, as of a signature that is counted only, shows as well."""
    with later(-age):
        text = make_text()
        make_signature(text)
        renditions.make_letter(text)
    with later(-since):
        counted = make_signature(text, display="counted")
        Decision.objects.create(
            signature=counted,
            statement=text.statement,
            from_state="pending",
            to_state="published",
            reason="proven by email",
        )

    assert (renditions.current(text) is not None) == served
    assert renditions.make_due_letters() == made
    assert renditions.current(text) is not None


def test_lost_file_is_made_again():
    text = make_text()
    made = renditions.make_letter(text)
    made.file.storage.delete(made.file.name)

    assert renditions.make_due_letters() == 1


def test_letter_that_cannot_be_set_stops_no_other(monkeypatch):
    make_text()
    make_text()

    def refuse(form, template, data):
        raise typesetting.TypesettingError("no")

    monkeypatch.setattr(typesetting, "compile_to", refuse)

    assert renditions.make_due_letters() == 0


@pytest.mark.django_db(transaction=True)
def test_two_workers_do_not_make_the_same_letter():
    make_text()
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [renditions.LETTERS_LOCK])

    assert renditions.make_due_letters() == 0

    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock_all()")
    other.close()
    assert renditions.make_due_letters() == 1


@pytest.mark.django_db(transaction=True)
def test_migration_does_not_wait_for_a_letter_that_is_being_made(monkeypatch):
    make_signature(make_text())
    other, compile_to = connection.copy(), typesetting.compile_to

    def migrate_meanwhile(*given):
        with other.cursor() as cursor:
            cursor.execute("SET lock_timeout = '1s'; ALTER TABLE signatures_signature ADD x text")
            cursor.execute("ALTER TABLE signatures_signature DROP x")
        return compile_to(*given)

    monkeypatch.setattr(typesetting, "compile_to", migrate_meanwhile)

    assert renditions.make_due_letters() == 1
    other.close()


@pytest.mark.parametrize("count", [1, 3])
def test_current_costs_the_same_however_many(count, django_assert_num_queries):
    text = make_text()
    for _ in range(count):
        make_signature(text)
    renditions.make_letter(text)

    with django_assert_num_queries(2):
        renditions.current(text)

    assert Signature.objects.count() == count
