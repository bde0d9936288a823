"""One worker at a time, and no lock on what it reads."""

import pytest
from django.db import connection

from signatures.actions.record_keeping import locks
from signatures.models import Signature

pytestmark = pytest.mark.django_db
NUMBER = 7_265_799
HELD = "SELECT count(*) FROM pg_locks WHERE relation = 'signatures_signature'::regclass"


def test_lock_is_free_for_one_at_a_time_and_again_after_the_block():
    with locks.held(NUMBER) as first:
        with locks.held(NUMBER) as second:
            assert (first, second) == (True, False)
        with locks.held(NUMBER + 1) as other:
            assert other
    with locks.held(NUMBER) as again:
        assert again


def test_lock_is_free_again_after_an_error():
    with pytest.raises(ValueError, match="broken"), locks.held(NUMBER):
        raise ValueError("broken")

    with locks.held(NUMBER) as again:
        assert again


@pytest.mark.django_db(transaction=True)
def test_what_is_read_in_the_block_stays_free_for_a_migration():
    with locks.held(NUMBER), connection.cursor() as cursor:
        list(Signature.objects.all())
        cursor.execute(HELD)
        assert cursor.fetchone() == (0,)
