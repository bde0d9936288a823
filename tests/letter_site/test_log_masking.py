"""What the logs tell of people: nothing."""

import io
import json
import logging
import re
from datetime import datetime

import pytest
from django.conf import settings
from django.contrib.admindocs.views import simplify_regex
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import URLPattern, get_resolver

from letter_site import celery, log_masking
from letter_site.local.run import BASE_DIR
from letter_site.log_masking import SECRET_PATHS, mask
from tests.factories import make_signature, make_text

TOKEN = "Zm9v-YmFy_" * 4 + "abc"
# Parts of an address that anyone may know, or that say nothing without the right to open the page.
PUBLIC = {"slug", "pk", "number", "language", "public_id", "batch", "path", "provider_id"}
PUBLIC |= {"method"}  # a way of a guild to show who is a member
PUBLIC |= {"reference", "step"}  # of a signature that is public; after signing
PUBLIC |= {"content_type_id", "object_id", "app_label", "url"}  # of the admin


def addresses(resolver, before=""):
    """Yield every address of the site, with its parameters as ``<name>``."""
    for each in resolver.url_patterns:
        here = before + str(each.pattern)
        if isinstance(each, URLPattern):
            yield simplify_regex(re.sub(r"<\w+:", "<", here))
        else:
            yield from addresses(each, here)


def test_mask_covers_every_address_with_a_secret_in_it():
    found = {
        address: set(re.findall(r"<(\w+)>", address)) - PUBLIC
        for address in addresses(get_resolver())
    }
    with_secrets = {address: names for address, names in found.items() if names}

    assert len(with_secrets) > 12  # the walk finds the pages behind e-mailed links
    for address, names in with_secrets.items():
        for name in names:
            address = address.replace(f"<{name}>", "SECRET")
        shown = mask(f"Service Unavailable: {address}")
        assert "SECRET" not in shown, f"add {address} to SECRET_PATHS, or its parameter to PUBLIC"


def test_nginx_masks_the_same_addresses():
    conf = (BASE_DIR / "letter_site/deploy/nginx.conf").read_text()

    [listed] = re.findall(r'"~\^/\(\?<door>([^)]*)\)/\."', conf)
    assert listed.split("|") == list(SECRET_PATHS)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        (f"/manage/{TOKEN}/withdraw/ 503", "/manage/(token)/withdraw/ 503"),
        (f"https://a.example/confirm/{TOKEN}", "https://a.example/confirm/(token)"),
        ("/a/signatories/?q=Ada HTTP/1.1", "/a/signatories/?(query) HTTP/1.1"),
        ("{'ada+x@mail.example.org': (550, b'no')}", "{'(address)': (550, b'no')}"),
        (f"KeyError({TOKEN!r})", "KeyError('(token)')"),
        ("refused\\nDETAIL:  Key (a)=(Ada\n\nLand)", "refused\\nDETAIL: (not logged)"),
        ("Letter of statement 3 made with 5 names", "Letter of statement 3 made with 5 names"),
    ],
)
def test_mask_leaves_out(text, masked):
    assert mask(text) == masked


@pytest.fixture
def lines():
    """What a handler of someone else's, with its own formatter, writes."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logging.Formatter("%(name)s %(message)s"))
    loggers = [logging.getLogger(name) for name in ("celery.app.trace", "granian.access", "any")]
    for each in loggers:
        each.addHandler(handler)
    yield stream
    for each in loggers:
        each.removeHandler(handler)


def test_records_are_masked_whoever_handles_them(lines):
    logging.getLogger("granian.access").warning("%(path)s", {"path": f"/asked/{TOKEN}/"})
    logging.getLogger("any").error("%s and %s", f"/manage/{TOKEN}/")  # one argument is missing
    address = "@".join(["ada", "example.org"])  # for a traceback quotes the code
    try:
        raise LookupError(address) from ValueError(f"/confirm/{TOKEN}/")
    except LookupError as error:
        logging.getLogger("celery.app.trace").error("Task: %r", error, exc_info=True)

    written = lines.getvalue()
    assert TOKEN not in written
    assert address not in written
    assert "granian.access /asked/(token)/\n" in written
    assert "any %s and %s (arguments that do not fit)\n" in written
    assert "builtins.ValueError: /confirm/(token)/\n" in written
    assert "celery.app.trace Task: LookupError('(address)')\nTraceback" in written
    assert "test_log_masking.py" in written


TWICE = "UPDATE signatures_signature SET mailbox = 'ada.secret@example.org'"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "told"),
    [
        (TWICE, "violates unique constraint"),
        ("SELECT 'Ada Secret'::int", "SQLSTATE 22P02"),
        ("SELECT no_such_column, 'Ada Secret'", "SQLSTATE 42703"),
    ],
)
def test_errors_of_the_database_quote_nobody(lines, query, told):
    text = make_text()
    make_signature(text, email="ada.secret@example.org")
    make_signature(text, email="other@example.org")

    with (
        pytest.raises(DatabaseError, match="(?i)secret") as raised,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(query)
    logging.getLogger("any").error("Failed: %s", raised.value, exc_info=raised.value)
    logging.getLogger("any").error("Task raised: %r", raised.value)

    written = lines.getvalue()
    assert "secret" not in written.lower()
    assert told in written


def test_an_uncaught_error_is_masked_too(capsys):
    error = IntegrityError(f"/manage/{TOKEN}/ DETAIL:  Key (name)=(Ada)")

    log_masking._print_uncaught(type(error), error, None)

    written = capsys.readouterr().err
    assert written.endswith("IntegrityError: /manage/(token)/ DETAIL: (not logged)\n")


def test_json_lines_are_masked_and_name_the_request():
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    chosen = {**settings.LOGGING, "handlers": {"console": {"formatter": "json"}}}
    handler.setFormatter(log_masking.formatter(chosen))
    logger = logging.getLogger("json lines")
    logger.addHandler(handler)
    before = log_masking.request_id.set("0123")
    try:
        raise ValueError(f"/confirm/{TOKEN}/")
    except ValueError:
        logger.exception("Two\nlines about /manage/%s/", TOKEN)
    finally:
        log_masking.request_id.reset(before)
        logger.removeHandler(handler)

    [line] = stream.getvalue().splitlines()
    written = json.loads(line)
    assert datetime.fromisoformat(written.pop("at")).tzinfo is not None
    assert "builtins.ValueError: /confirm/(token)/" in written.pop("traceback")
    assert written == {
        "level": "ERROR",
        "logger": "json lines",
        "request_id": "0123",
        "message": "Two\nlines about /manage/(token)/",
    }


def test_worker_logs_in_the_format_of_the_settings_with_the_id_of_the_task(monkeypatch):
    stream = io.StringIO()
    logger = logging.Logger("celery's own")
    logger.addHandler(logging.StreamHandler(stream))
    monkeypatch.setitem(settings.LOGGING["handlers"]["console"], "formatter", "json")

    celery.log_as_the_web_server_does(logger)
    celery.set_task_id("task-1")
    logger.warning("Within")
    celery.clear_task_id()
    logger.warning("After")

    lines = [json.loads(each) for each in stream.getvalue().splitlines()]
    assert [(each["request_id"], each["message"]) for each in lines] == [
        ("task-1", "Within"),
        ("-", "After"),
    ]
