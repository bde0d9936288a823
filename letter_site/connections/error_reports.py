"""Error reports to Sentry, if SENTRY_DSN is set: what went wrong in the code, and no one's data.

Only what the log says as an error is reported, so its records are masked already. From a report
of the package, the parts named here are sent and nothing else: no request, no values of
variables, and not the words of an exception, which may quote what someone typed.
"""

import logging
from typing import Any

import sentry_sdk
from sentry_sdk.integrations.logging import LoggingIntegration

from letter_site.log_masking import mask

SENT = ("event_id", "timestamp", "level", "platform", "logger")
SENT_OF_FRAME = ("filename", "function", "module", "lineno", "context_line", "in_app")


def start(dsn: str) -> None:
    """Report errors to ``dsn`` from now on. No answer waits for a report."""
    sentry_sdk.init(
        dsn=dsn,
        default_integrations=False,
        auto_enabling_integrations=False,
        integrations=[LoggingIntegration(level=None, event_level=logging.ERROR)],
        before_send=stripped,
        include_local_variables=False,
        max_request_body_size="never",
        max_breadcrumbs=0,
        auto_session_tracking=False,
        send_client_reports=False,
        server_name="-",
    )


def stop() -> None:
    """Send what waits, and report nothing more."""
    sentry_sdk.get_client().close(timeout=10)
    sentry_sdk.get_global_scope().set_client(None)


def stripped(event: Any, hint: Any) -> Any:
    """Return the parts of a report that say nothing about a person."""
    sent = {name: event[name] for name in SENT if name in event}
    sent["logentry"] = {"message": mask(event.get("logentry", {}).get("message") or "")}
    sent["tags"] = {"request_id": getattr(hint.get("log_record"), "request_id", "-")}
    errors = event.get("exception", {}).get("values", [])
    sent["exception"] = {"values": [_error(each) for each in errors]}
    return sent


def _error(told: dict[str, Any]) -> dict[str, Any]:
    frames = (told.get("stacktrace") or {}).get("frames", [])
    kept = [{name: each[name] for name in SENT_OF_FRAME if name in each} for each in frames]
    return {
        "type": told.get("type"),
        "module": told.get("module"),
        "stacktrace": {"frames": kept},
    }
