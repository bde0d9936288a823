"""Operation of the site: whether its scheduled jobs run and its e-mail goes out."""

from datetime import datetime, timedelta

from django.contrib import messages
from django.db.models import Count, Max
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST, require_safe

from signatures.actions.mail import health as mail_health
from signatures.actions.mail import retries as mail_retries
from signatures.actions.monitoring import job_runs, mail_budget, parts, reduced_mode
from signatures.models import Notice, OutgoingMail, ReducedMode, Right
from signatures.views.access.organizers import SignedInRequest, requires
from signatures.views.desk.layout import desk_page

FAILED_WITHIN = timedelta(days=14)  # older confirmation links lead to deleted signatures


@requires(Right.OPERATION)
@require_safe
def operation(request: SignedInRequest) -> HttpResponse:
    now = timezone.now()
    mail = mail_health.read(now=now)
    jobs, troubles = job_runs.all_jobs(), mail_troubles(mail)
    failed = OutgoingMail.objects.failed().filter(failed_at__gte=now - FAILED_WITHIN)
    by_kind = failed.values("kind", "last_error").annotate(
        number=Count("pk"), last=Max("failed_at")
    )
    context = {
        "now": now,
        "parts": parts.all_parts(jobs=jobs, mail=mail, mail_troubles=troubles),
        "jobs": jobs,
        "mail": mail,
        "mail_troubles": troubles,
        "failed": [
            {**row, "label": OutgoingMail(kind=row["kind"]).get_kind_display()}
            for row in by_kind.order_by("-number", "kind", "last_error")
        ],
        "failed_days": FAILED_WITHIN.days,
        "reduced": ReducedMode.objects.filter(since__isnull=False).first(),
        "reduced_by_load": reduced_mode.is_on_by_load(),
        "notice": Notice.objects.filter(statement=None).first(),
    }
    return desk_page(request, "desk/operation.html", context)


@requires(Right.OPERATION)
@require_POST
def retry_failed(request: SignedInRequest) -> HttpResponse:
    since = timezone.now() - FAILED_WITHIN
    number = mail_retries.retry_failed(by=request.user, since=since)
    text = ngettext(
        "%(n)s failed e-mail will be sent again.",
        "%(n)s failed e-mails will be sent again.",
        number,
    )
    messages.success(request, text % {"n": number})
    return redirect("desk_operation")


@requires(Right.OPERATION)
@require_POST
def lift_budget(request: SignedInRequest) -> HttpResponse:
    """Let the e-mails go that wait because forms asked for too many."""
    if mail_budget.lift(by=request.user):
        messages.success(request, gettext("The e-mails go out, without a limit for one day."))
    else:
        messages.info(request, gettext("No e-mails wait because of the limit."))
    return redirect("desk_operation")


def mail_troubles(mail: mail_health.Mail) -> list[str]:
    """Return a sentence about what keeps e-mail from going out; none while it goes out."""
    now = timezone.now()
    values = {
        "refused": mail.refused_in_a_row,
        "error": mail.last_refusal,
        "trying": mail.trying,
        "failed": mail.failed_in_a_day,
        "sent": mail.sent_in_an_hour,
        "since": _time(mail.refused_since),
        "until": _time(mail.paused_until),
        "due": _time(mail.oldest_due),
        "over": _time(mail.over_budget_until),
    }
    sentences = {
        "ok": "",
        "blocked": gettext(
            "The mail server has refused every e-mail since %(since)s (%(error)s). Check that it"
            " accepts the sender address and does not block this site. No e-mail is lost: we try"
            " again at %(until)s."
        ),
        "over budget": gettext(
            "Forms have asked for far more e-mails than usual. The others wait until %(over)s. See"
            " whether someone misuses the forms; if all is well, let the e-mails go."
        ),
        "stopped": gettext(
            "An e-mail has been due since %(due)s: nothing is sending e-mail. Start the worker,"
            " or manage.py run_jobs --loop."
        ),
        "refused": gettext(
            "The mail server takes few e-mails: %(trying)s wait for another attempt, %(sent)s"
            " were sent within the hour."
        ),
        "failing": gettext(
            "%(failed)s e-mails could not be delivered in the last 24 hours, more than were sent."
        ),
    }
    sentence = sentences[mail.state(now=now)] % values
    return [sentence] if sentence else []


def _time(at: datetime | None) -> str:
    return f"{at:%-d %B %Y, %H:%M} UTC" if at else ""
