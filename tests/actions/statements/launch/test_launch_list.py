"""The launch list: the names at the moment of publication, whenever it is made."""

import csv
import hashlib
import io
from datetime import timedelta

import pytest
from django.utils import timezone

from signatures.actions.moderation import decisions
from signatures.actions.record_keeping import frozen_lists
from signatures.actions.signing import own_signature
from signatures.actions.statements import settings as statement_settings
from signatures.actions.statements.launch import launch_list
from signatures.models import LaunchLine, LaunchList, Signature
from signatures.renditions import signatories
from tests.factories import make_link, make_organizer, make_signature, make_text

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture
def text(time_machine):
    """A statement that became public this second, with two names; the clock stands still."""
    now = timezone.now().replace(microsecond=0)
    time_machine.move_to(now - HOUR, tick=False)
    text = make_text(slug="ask", publishes_at=now)
    make_signature(text, name="Ada Example", credit="Composer")
    make_signature(text, name="=Bea Other", display="name", credit="Hidden credit")
    make_signature(text, name="Withheld", display="anonymous")
    make_signature(text, name="Counted", display="counted")
    for state in ("pending", "held", "rejected"):
        make_signature(text, name=f"Was {state}", state=state)
    time_machine.move_to(now, tick=False)
    return text


def names(text):
    found = launch_list.lines(LaunchList.objects.get(statement=text.statement))
    return sorted(each.row.name for each in found if each.row)


def signature(name):
    return Signature.objects.get(name=name)


def sign_later(text, name, time_machine):
    later = make_signature(text, state="held", name=name)
    time_machine.shift(60)
    decisions.publish(later, by=make_organizer("moderator"), reason="")


def test_list_has_the_names_that_were_public_at_the_moment_whenever_it_is_made(text, time_machine):
    time_machine.shift(60)
    moderator = make_organizer("moderator")
    sign_later(text, "Late Person", time_machine)
    decisions.publish(signature("Was held"), by=moderator, reason="")
    decisions.reject(signature("Ada Example"), refusal="other", by=moderator, reason="")

    launch = launch_list.of(text.statement)

    assert launch.names == 2
    assert launch.published_at == text.statement.publishes_at
    assert names(text) == ["=Bea Other"]  # the other is not public today
    decisions.publish(signature("Ada Example"), by=moderator, reason="")
    assert names(text) == ["=Bea Other", "Ada Example"]


def test_list_is_made_once_and_not_before_publication(text, time_machine):
    early = make_text(publishes_at=timezone.now() + HOUR)

    first, second = launch_list.of(text.statement), launch_list.of(text.statement)

    assert first == second
    assert launch_list.of(early.statement) is None
    assert LaunchLine.objects.count() == 2


def test_withdrawn_name_leaves_the_list_and_its_hash_still_fits(text):
    launch = launch_list.of(text.statement)
    withdrawn = signature("Ada Example")
    [kept] = LaunchLine.objects.filter(signature=withdrawn).values_list("sha256", flat=True)

    own_signature.withdraw(make_link(withdrawn, "manage", expires_in=None))

    assert names(text) == ["=Bea Other"]
    line = LaunchLine.objects.get(sha256=kept)
    assert line.salt == ""
    hashes = LaunchLine.objects.values_list("sha256", flat=True)
    assert frozen_lists.list_hash(hashes) == launch.sha256


def test_deleted_signature_takes_its_salt_with_it(text):
    launch_list.of(text.statement)

    LaunchLine.objects.filter(signature=signature("Ada Example")).update(signature=None)

    assert LaunchLine.objects.get(signature=None).salt == ""


def test_entry_that_changed_is_shown_as_it_is_without_the_salt_of_what_it_was(text):
    launch_list.of(text.statement)
    Signature.objects.filter(name="Ada Example").update(name="Ada New")

    found = launch_list.lines(LaunchList.objects.get())

    [changed] = [each for each in found if each.is_changed]
    assert (changed.row.name, changed.salt) == ("Ada New", "")


def test_name_that_is_withheld_later_leaves_the_list(text):
    launch_list.of(text.statement)

    Signature.objects.filter(name="Ada Example").update(display="anonymous", search_text="")

    assert names(text) == ["=Bea Other"]


def test_reader_of_the_csv_can_check_every_hash(text, client):
    launch = launch_list.of(text.statement)

    file = client.get("/ask/launch-list.csv").content.decode()

    rows = list(csv.DictReader(io.StringIO(file)))
    assert {row["name"] for row in rows} == {"Ada Example", "'=Bea Other"}
    assert "Hidden credit" not in file
    for row in rows:
        words = [row["salt"], row["name"].removeprefix("'"), row["credit"], row["text_version"]]
        assert hashlib.sha256("\n".join(words).encode()).hexdigest() == row["sha256"]
    whole = "".join(f"{row['sha256']}\n" for row in rows)
    assert hashlib.sha256(whole.encode()).hexdigest() == launch.sha256


def test_reader_freezes_the_list_without_a_worker_and_not_before_one_could(
    text, client, time_machine
):
    client.get("/ask/")
    assert not LaunchList.objects.exists()
    time_machine.shift(60)

    client.get("/ask/?language=en")

    assert LaunchList.objects.get().names == 2


def test_lines_that_the_database_makes_are_those_of_the_rows(text):
    make_signature(text, name="Credit Hidden", credit="Secret", display="name")
    make_signature(text, name="Ünïcode 李", credit="Two, \\ and “quotes”", display="full")
    launch = launch_list.of(text.statement)

    made = {line.signature_id: line for line in launch.lines.all()}
    named = Signature.objects.filter(pk__in=made)
    assert len(made) == launch.names == 4
    for row, each in zip(signatories.rows(named), named, strict=True):
        assert made[each.pk].sha256 == frozen_lists.line_hash(made[each.pk].salt, row)
    assert len({line.salt for line in made.values()}) == 4
    assert {len(line.salt) for line in made.values()} == {32}


def test_list_of_many_names_takes_as_many_queries_as_one_of_few(
    text, django_assert_num_queries, django_assert_max_num_queries
):
    with django_assert_max_num_queries(12) as few:
        launch_list.of(text.statement)
    LaunchList.objects.all().delete()
    for number in range(5):
        make_signature(text, name=f"Name {number}")

    with django_assert_num_queries(len(few.captured_queries)):
        launch_list.of(text.statement)


def test_worker_freezes_the_lists_of_statements_that_no_one_has_opened(text):
    make_text(publishes_at=timezone.now() + HOUR)

    assert (launch_list.freeze_due(), launch_list.freeze_due()) == (1, 0)


def test_statement_that_is_taken_back_has_no_launch_list(text):
    launch_list.of(text.statement)

    seen = statement_settings.revision(text.statement)
    statement_settings.change(
        text.statement, {"publishes_at": None}, seen=seen, by=make_organizer("editor")
    )

    assert not LaunchList.objects.exists()
    assert not LaunchLine.objects.exists()
