from datetime import timedelta

import pytest
from django.utils import timezone

from signatures.actions.statements import lifecycle
from signatures.actions.statements import settings as statement_settings
from signatures.errors import OpenStatementError, SignedStatementError
from signatures.models import (
    Batch,
    Decision,
    FormerAddress,
    Rule,
    Statement,
    StatementLink,
    TextVersion,
)
from tests.factories import make_endorsement, make_signature, make_text

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def logged():
    lines = Decision.objects.order_by("pk")
    return list(lines.values_list("about", "subject", "from_state", "to_state"))


def closed(**fields):
    now = timezone.now()
    return make_text(opens_at=now - 2 * DAY, closes_at=now - DAY, **fields).statement


def test_publishing_now_makes_the_names_public_and_is_logged(edith):
    text = make_text(publishes_at=None)
    make_signature(text)
    seen = statement_settings.revision(text.statement)

    done = lifecycle.publish_now(text.statement, seen=seen, by=edith)

    text.statement.refresh_from_db()
    assert (done, text.statement.is_public) == (True, True)
    assert not lifecycle.publish_now(text.statement, seen=seen, by=edith)
    assert [line[1] for line in logged()] == ["publishes_at"]


@pytest.mark.parametrize("opens_in", [-DAY, DAY])
def test_closing_now_ends_signing_even_before_it_began(edith, opens_in):
    statement = make_text(opens_at=timezone.now() + opens_in).statement

    lifecycle.close_now(statement, seen=statement_settings.revision(statement), by=edith)

    statement.refresh_from_db()
    assert (statement.is_open, statement.is_over) == (False, True)
    assert "closes_at" in [line[1] for line in logged()]


def test_archived_statement_leaves_the_lists_and_keeps_its_pages(edith):
    statement = closed(front_page=True)

    done = [lifecycle.archive(statement, by=edith) for _ in range(2)]

    statement.refresh_from_db()
    assert (done, statement.front_page, statement.is_public) == ([True, False], False, True)
    assert list(Statement.objects.public()) == [statement]
    assert not Statement.objects.in_lists().exists()
    assert logged()[-1] == ("statement", "archive", "", "archived")
    assert lifecycle.unarchive(statement, by=edith)
    assert list(Statement.objects.in_lists()) == [statement]


def test_planned_publication_of_an_archived_statement_is_dropped(edith):
    statement = closed(publishes_at=timezone.now() + DAY)

    lifecycle.archive(statement, by=edith)

    statement.refresh_from_db()
    assert statement.publishes_at is None


def test_statement_that_people_can_sign_is_not_archived(edith):
    statement = make_text().statement

    with pytest.raises(OpenStatementError):
        lifecycle.archive(statement, by=edith)

    assert logged() == []


def test_statement_that_no_one_signed_is_deleted_with_all_that_belongs_to_it(edith):
    statement = make_text(slug="ask").statement
    Rule.objects.create(kind="word", value="robot", statement=statement)
    StatementLink.objects.create(
        statement=statement, title="L", url="https://e.example/", position=1
    )
    FormerAddress.objects.create(slug="before", statement=statement)
    Batch.objects.create(statement=statement, act="publish", reason="r", by=edith)
    Decision.objects.create(statement=statement, about="statement", to_state="written", by=edith)

    lifecycle.delete(statement, by=edith)

    for model in (Statement, TextVersion, Rule, StatementLink, FormerAddress, Batch):
        assert not model.objects.exists(), model
    assert [line[:2] for line in logged()] == [
        ("statement", ""),
        ("statement", "video or document"),
        ("rule", logged()[2][1]),
        ("statement", "ask"),
    ]
    assert logged()[-1][2:] == ("a draft", "deleted")


@pytest.mark.parametrize("what", ["pending", "published", "endorsement"])
def test_statement_that_anyone_signed_or_endorsed_is_not_deleted(edith, what):
    text = make_text()
    if what == "endorsement":
        make_endorsement(text)
    else:
        make_signature(text, state=what)

    with pytest.raises(SignedStatementError):
        lifecycle.delete(text.statement, by=edith)

    assert Statement.objects.exists()
    assert not lifecycle.can_be_deleted(text.statement)
