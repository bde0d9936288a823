"""Tests that pages of the list, whose queries are made once, are those of the list itself."""

from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from signatures.forms.signatories import SearchForm
from signatures.models import Signature
from signatures.views import paging
from signatures.views.record import matches
from tests.factories import make_signature, make_text

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("order", ["", "name"])
@pytest.mark.parametrize("wording", [None, 1, 2])
def test_find_returns_the_first_page_of_the_list(order, wording):
    text = make_text()
    for name, display in [("Cy", "full"), ("Ada", "name"), ("", "anonymous"), ("Bea", "counted")]:
        make_signature(text, name=name or "Di", display=display)
    make_signature(text, name="Held Person", state="held")
    make_signature(make_text(), name="Elsewhere")
    form = SearchForm({"order": order}, statement=text.statement, wording=wording)
    listed = Signature.objects.listed(text.statement)

    for size in (2, 10):
        found = matches.find(form, listed, after="", size=size)

        assert found == (0, paging.page(form.narrow(listed), after="", size=size))
    assert len(found[1].rows) == (0 if wording == 2 else 3)


@pytest.mark.parametrize("order", ["", "name"])
@pytest.mark.parametrize("wording", [None, 1])
def test_find_returns_every_page_of_the_list_in_both_directions(order, wording):
    text = make_text()
    for number in range(7):
        make_signature(text, name=f"Ada {'abcdefg'[number] * 3}")
    form = SearchForm({"order": order}, statement=text.statement, wording=wording)
    listed = Signature.objects.listed(text.statement)
    forth, after = [], ""
    while not forth or after:
        expected = paging.page(form.narrow(listed), after=after, size=2)
        assert matches.find(form, listed, after=after, size=2) == (0, expected)
        forth.append(expected)
        after = expected.next
    assert [len(each.rows) for each in forth] == [2, 2, 2, 1]

    back, after = [forth[-1]], forth[-1].previous
    while after:
        _, page = matches.find(form, listed, after=after, size=2)
        back.append(page)
        after = page.previous

    assert [each.rows for each in reversed(back)] == [each.rows for each in forth]


def test_find_returns_no_one_once_a_statement_keeps_only_its_counts():
    text = make_text(closes_at=timezone.now(), after_close="counts")
    make_signature(text)
    form = SearchForm({}, statement=text.statement)

    found = matches.find(form, Signature.objects.listed(text.statement), after="", size=2)

    assert found == (0, paging.Page([], "", ""))


def test_find_shows_no_one_who_left_while_the_page_was_made(monkeypatch):
    text = make_text()
    gone, hidden, there = (make_signature(text, name=f"Ada {name}") for name in ("A", "B", "C"))
    form = SearchForm({"q": "ada"}, statement=text.statement)
    fetch = matches.LISTED.all

    def leave(ids):
        Signature.objects.filter(pk=hidden.pk).update(display="counted", search_text="")
        Signature.objects.filter(pk=gone.pk).update(
            state="held", published_at=None, hold_reasons=["rule"]
        )
        return fetch(ids=ids)

    monkeypatch.setattr(matches, "LISTED", SimpleNamespace(all=leave))

    _number, page = matches.find(form, Signature.objects.listed(text.statement), after="", size=2)

    assert page.rows == [there]


@pytest.mark.parametrize(("rows", "looks"), [(-1, 2), (0, 2), (20, 1)])
def test_the_larger_the_table_the_farther_it_looks_at_first(monkeypatch, rows, looks):
    text = make_text()
    for number in range(9):
        make_signature(text, name="Ada Rare" if number < 4 else f"Bea {number}")
    form = SearchForm({"q": "rare"}, statement=text.statement)
    for name in ("MANY", "MOST_SORTED", "MOST_SORTED_LATE", "NEAR"):
        monkeypatch.setattr(paging, name, 2)
    monkeypatch.setattr(type(Signature.objects.all()), "rows_of_table", lambda _self: rows)

    with CaptureQueriesContext(connection) as queries:
        _number, page = matches.find(
            form, Signature.objects.listed(text.statement), after="", size=2
        )

    assert len(page.rows) == 2
    assert sum(') AS "signatures_signature"' in query["sql"] for query in queries) == looks


def test_the_rows_of_a_table_are_an_estimate():
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE signatures_signature")
    assert Signature.objects.all().rows_of_table() == 0

    make_signature(make_text())
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE signatures_signature")

    assert Signature.objects.none().rows_of_table() == 1
