import ast
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import redis
from django.conf import settings
from django.db import connection

NEAR = timedelta(hours=1)  # the clocks of `make test-clock` differ from the real one by days
WITHOUT_ROWS = {"client", "db", "mailoutbox", "monkeypatch", "settings", "time_machine"}


@pytest.mark.django_db
def test_servers_read_the_clock_of_the_tests():
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        [of_postgres] = cursor.fetchone()
    seconds, _ = redis.from_url(settings.REDIS_URL).time()

    of_valkey = datetime.fromtimestamp(seconds, UTC)
    assert abs(of_postgres - datetime.now(UTC)) < NEAR
    assert abs(of_valkey - datetime.now(UTC)) < NEAR


def test_clock_is_set_to_a_date_before_any_row_is_made():
    """Otherwise rows get the real date, and the test fails once its fixed date is past."""
    late = [
        f"{path.name}:{call.lineno} {function.name}"
        for path in sorted(Path(__file__).parent.rglob("*.py"))
        for function in ast.walk(ast.parse(path.read_text()))
        if isinstance(function, ast.FunctionDef)
        for call in calls_that_set_a_date(function)
        if rows_may_exist(function, call)
    ]

    assert not late, "\n".join(late)


def calls_that_set_a_date(function):
    """Yield calls like time_machine.move_to("2026-03-01"), not move_to(timezone.now() + DAY)."""
    for call in ast.walk(function):
        if isinstance(call, ast.Call) and ast.unparse(call.func).endswith((".move_to", ".travel")):
            written = " ".join(map(ast.unparse, call.args))
            if re.match(r"'\d{4}-|(datetime\.)?(date|datetime)\(|[A-Z_]+$", written):
                yield call


def rows_may_exist(function, call):
    fixtures = {argument.arg for argument in function.args.args} - WITHOUT_ROWS
    cases = " ".join(map(ast.unparse, function.decorator_list))
    first = function.body[1 if ast.get_docstring(function) else 0]
    return call not in ast.walk(first) or any(
        not re.search(rf"\b{fixture}\b", cases) for fixture in fixtures
    )
