import pytest
from django.apps import apps
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import TransactionTestCase

from signatures.actions.record_keeping import audit_log
from signatures.models import Decision
from tests import emptying
from tests.factories import make_organizer, make_signature, make_text

pytestmark = pytest.mark.django_db


def filled():
    models = apps.get_models(include_auto_created=True)
    return {each for each in models if each._base_manager.exists()}


def test_every_table_is_empty_afterwards_but_those_that_no_test_changes():
    signature = make_signature(make_text(), state="held")
    audit_log.record(Decision.About.RULE, subject="a rule", by=make_organizer(), reason="why")
    before = filled()

    emptying.empty(connection)

    assert {type(signature), Decision} < before
    assert filled() == {ContentType, Permission}


def test_tests_with_transactions_are_followed_by_it():
    wanted = emptying.empty_after if emptying.may_leave_out_triggers(connection) else None

    assert wanted in (None, TransactionTestCase._fixture_teardown)
