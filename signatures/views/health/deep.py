"""Health check of the whole site, for monitors. Load balancers use /healthz/ready."""

from datetime import datetime
from http import HTTPStatus

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from signatures.actions.mail import health as mail_health
from signatures.actions.monitoring import job_alarms, job_runs


@never_cache
@require_safe
def deep(request: HttpRequest) -> JsonResponse:
    """Answer 200 if every scheduled job runs and e-mail goes out, 503 if not, and say which.

    If nothing else runs, this raises the alarm, at most once a day for each job.
    """
    job_alarms.raise_due()
    now = timezone.now()
    jobs = {
        each.name: {
            "state": each.state,
            "started_seconds_ago": _age(each.run.started_at),
            "ended_seconds_ago": _age(each.run.ended_at),
            "failed_seconds_ago": _age(each.run.failed_at),
        }
        for each in job_runs.all_jobs()
    }
    mail = mail_health.read(now=now).state(now=now)
    is_well = mail == "ok" and all(each["state"] == "ok" for each in jobs.values())
    status = HTTPStatus.OK if is_well else HTTPStatus.SERVICE_UNAVAILABLE
    return JsonResponse({"ok": is_well, "mail": mail, "jobs": jobs}, status=status)


def _age(at: datetime | None) -> int | None:
    return None if at is None else int((timezone.now() - at).total_seconds())
