import pytest
from django.core import mail

from signatures.models import User
from tests.factories import make_organizer, sign_in

pytest_plugins = ["pytester"]


def test_table_names_every_row_that_is_wrong(pytester):
    pytester.makepyfile(
        """
        import pytest

        @pytest.mark.table("left", [1, 2])
        @pytest.mark.table(("right", "kind"), [(1, "a"), pytest.param(2, "b")])
        def test_same(left, right, kind):
            assert left == right
        """
    )

    result = pytester.runpytest("-p", "tests.tables", "-p", "no:django")

    rows = ["*(right=2, kind='b', left=1)*", "*(right=1, kind='a', left=2)*"]
    result.stdout.fnmatch_lines_random(rows)
    result.assert_outcomes(failed=3)  # the two rows, and the test that contains them


def test_table_without_rows_fails(pytester):
    pytester.makepyfile(
        """
        import pytest

        @pytest.mark.table("number", [])
        def test_nothing(number):
            pass
        """
    )

    result = pytester.runpytest("-p", "tests.tables", "-p", "no:django")

    result.assert_outcomes(failed=1)


@pytest.mark.django_db
@pytest.mark.table("row", [1, 2])
def test_table_undoes_what_a_row_leaves_behind(client, mailoutbox, row):
    assert (User.objects.count(), len(mailoutbox), len(client.cookies)) == (0, 0, 0)

    sign_in(client, make_organizer())
    mail.send_mail("Subject", "Text", None, ["ada@example.org"])
