"""Tests that a query compiled once returns what the same query of the ORM returns."""

from unittest import mock

import pytest
from django.db.models.sql.compiler import SQLCompiler

from signatures.models import Signature
from signatures.models.compiled import CompiledQuery
from tests.factories import make_signature, make_text

pytestmark = pytest.mark.django_db

OF_ONE = CompiledQuery(
    lambda name, statement: (
        Signature.objects.filter(name=name, statement=statement)
        .exclude(state="held")
        .select_related("statement", "quote")
        .order_by("pk")
    )
)
NAMES = CompiledQuery(
    lambda ids: Signature.objects.filter(pk__any_of=ids).values_list("name", "consents")
)


def test_compiled_query_returns_the_objects_of_each_arguments():
    text = make_text()
    ada, bea = (make_signature(text, name=name) for name in ("Ada Land", "Bea Sand"))

    found = [OF_ONE.all(name=each.name, statement=each.statement_id) for each in (ada, bea, ada)]

    assert found == [[ada], [bea], [ada]]
    assert OF_ONE.first(name="%s 'quoted'", statement=ada.statement_id) is None


def test_compiled_query_reads_related_rows_with_it(django_assert_num_queries):
    ada = make_signature(make_text(), name="Ada Land")

    with django_assert_num_queries(1):
        found = OF_ONE.first(name=ada.name, statement=ada.statement_id)
        assert found.statement.slug == ada.statement.slug
        assert getattr(found, "quote", None) is None


def test_compiled_query_converts_columns_and_takes_lists():
    ada = make_signature(make_text(), name="Ada Land", consents={"sign": "words"})

    assert NAMES.all(ids=[ada.pk, 0]) == [("Ada Land", {"sign": "words"})]
    assert NAMES.all(ids=[]) == []


def test_compiled_query_makes_its_sql_once():
    OF_ONE.all(name="", statement=0)

    with mock.patch.object(SQLCompiler, "as_sql", side_effect=AssertionError):
        assert OF_ONE.all(name="Ada Land", statement=0) == []
