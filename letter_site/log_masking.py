"""Log records: without link tokens, e-mail addresses, queries or database values; with an id.

Each record is masked when it is made. A handler's filter is not enough because Celery and
granian add handlers of their own, and a logger's filter misses what its children log.
"""

import json
import logging
import logging.config
import re
import sys
import threading
import traceback
from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

import psycopg
from django.db import Error as DatabaseError

# Paths followed by a secret. nginx.conf has the same list. Tests check that the two agree, and
# fail if a page with a secret in its path is missing here.
SECRET_PATHS = (
    "accounts/confirm-email",
    "accounts/password/reset/key",
    "asked",
    "confirm",
    "disowned",
    "endorsements",
    "mailbox",
    "manage",
    "new-address",
    "not-me",
    "unsubscribe",
)
MASKS = [
    # After its first line, a PostgreSQL message quotes rows and queries to the end of the text.
    (re.compile(r"(DETAIL|CONTEXT|QUERY|LINE \d+): .*", re.DOTALL), r"\1: (not logged)"),
    (re.compile(rf"(/(?:{'|'.join(SECRET_PATHS)})/)[^/\s?#\"'<>]+"), r"\1(token)"),
    (re.compile(r"(?<=[\w/%.~-])\?[^\s\"'<>]+"), "?(query)"),
    (re.compile(r"(?<![^\s\"'<>(),;:=/])[^\s\"'<>(),;:=/]+@(?:[\w-]+\.)+\w+"), "(address)"),
    (re.compile(r"(?<![\w-])[\w-]{43}(?![\w-])"), "(token)"),  # as tokens.new_link makes them
]
# The id of the request or task that is being handled; it is random, so it names no one.
request_id: ContextVar[str] = ContextVar("request_id", default="-")
FROM_THE_DATABASE = (DatabaseError, psycopg.Error)


def configure(config: dict[str, Any]) -> None:
    """Set up logging from ``config`` (``settings.LOGGING``), with masked records. Repeatable."""
    logging.setLogRecordFactory(masked_record)
    if sys.excepthook is sys.__excepthook__:
        sys.excepthook = _print_uncaught
    if threading.excepthook is threading.__excepthook__:
        threading.excepthook = lambda uncaught: _print_uncaught(*uncaught[:3])
    logging.config.dictConfig(config)


class JsonLines(logging.Formatter):
    """One JSON object a line, for programs that collect logs (LOG_FORMAT=json)."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "request_id": getattr(record, "request_id", "-"),
            "message": record.getMessage(),
        }
        if record.exc_text:
            line["traceback"] = record.exc_text
        return json.dumps(line, ensure_ascii=False)


def formatter(config: dict[str, Any]) -> logging.Formatter:
    """Return the formatter that ``config`` (``settings.LOGGING``) has chosen for the console."""
    chosen = config["formatters"][config["handlers"]["console"]["formatter"]]
    return logging.config.DictConfigurator(config).configure_formatter(dict(chosen))


def mask(text: str) -> str:
    """Return ``text`` without link tokens, addresses, queries and data quoted by PostgreSQL."""
    for pattern, instead in MASKS:
        text = pattern.sub(instead, text)
    return text


def masked_record(*about: Any, **more: Any) -> logging.LogRecord:
    """Return a log record with masked message and traceback; a record factory for ``logging``."""
    record = logging.LogRecord(*about, **more)
    try:
        message = record.getMessage()
    except Exception:  # after any failure here logging would print all arguments
        message = f"{record.msg} (arguments that do not fit)"
    error = record.exc_info[1] if record.exc_info else None
    if error is not None:
        record.exc_text = masked_traceback(error).rstrip("\n")
    given = record.args.values() if isinstance(record.args, Mapping) else record.args or ()
    for each in (error, record.msg, *given):
        if isinstance(each, FROM_THE_DATABASE):
            for words in filter(None, (repr(each), str(each))):
                message = message.replace(words, _words(each))
    record.msg, record.args = mask(message), ()
    record.request_id = request_id.get()
    return record


def masked_traceback(error: BaseException) -> str:
    """Return the traceback of ``error`` and its causes, masked."""
    return "".join(_lines(error))


def _lines(error: BaseException) -> Iterator[str]:
    chain: list[BaseException] = []
    before: BaseException | None = error
    while before is not None and before not in chain:
        chain.append(before)
        before = before.__cause__ or (None if before.__suppress_context__ else before.__context__)
    for each in reversed(chain):
        yield "Traceback (most recent call last):\n"
        yield from traceback.format_tb(each.__traceback__)
        yield f"{type(each).__module__}.{type(each).__qualname__}: {_words(each)}\n"
        for one in getattr(each, "exceptions", ()):  # of an ExceptionGroup
            yield from _lines(one)
        if each is not error:
            yield "\nThen, because of this or while it was handled:\n\n"


def _words(error: BaseException) -> str:
    """Return the message of ``error``, masked, without values that the database quotes.

    In SQLSTATE classes 22 and 42 even the first line quotes what someone typed, or the query.
    """
    if not isinstance(error, FROM_THE_DATABASE):
        return mask(str(error))
    cause = error if isinstance(error, psycopg.Error) else error.__cause__
    if not isinstance(cause, psycopg.Error) or cause.sqlstate is None:
        return mask(str(error))  # from Django or the connection: contains no query
    if cause.sqlstate[:2] in ("22", "42"):
        return f"SQLSTATE {cause.sqlstate}"
    return mask(cause.diag.message_primary or "")


def _print_uncaught(
    kind: type[BaseException], error: BaseException | None, trace: TracebackType | None
) -> None:
    if isinstance(error, Exception):
        print(masked_traceback(error), end="", file=sys.stderr)
    elif error is not None and not isinstance(error, SystemExit):
        sys.__excepthook__(kind, error, trace)
