from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from signatures.actions.counts import figures
from signatures.actions.counts import totals as counts
from signatures.actions.guilds import attempts
from signatures.actions.mail import health as mail_health
from signatures.actions.monitoring import job_runs
from signatures.models import Right, Role, Signature, Statement, TextVersion, User
from signatures.views.access.organizers import SignedInRequest, requires
from signatures.views.desk import operation
from signatures.views.desk.layout import desk_page


@requires(Right.NUMBERS, limited=True)
@require_safe
def front(request: SignedInRequest) -> HttpResponse:
    """Show the counts of every statement, and what this organizer may do."""
    is_archive = "archived" in request.GET
    theirs = Statement.objects.filter(request.user.their_statements())
    found = list(theirs.filter(archived_at__isnull=not is_archive))
    titles = {text.statement_id: text.title for text in TextVersion.objects.current()}
    numbers = counts.by_state(found)
    shown = figures.of_statements(found)
    rows = [
        {
            "statement": each,
            "title": titles.get(each.pk, each.slug),
            "mixed": shown[each.pk].mixed,
            "counts": {state.value: numbers.get((each.pk, state), 0) for state in Signature.State},
        }
        for each in found
    ]
    context = {
        "rows": rows,
        "is_archive": is_archive,
        "archived": theirs.exclude(archived_at=None).count(),
        "role": Role(request.user.acts_as).label,
        "may_decide": request.user.may(Right.SIGNATURES),
        "writes": request.user.may(Right.STATEMENTS),
        "is_limited": request.user.is_limited,
        "alarms": _alarms(request.user),
    }
    return desk_page(request, "desk/front.html", context)


def _alarms(user: User) -> list[str]:
    """Return a sentence for each problem with jobs, e-mail or guilds, for people who can fix it."""
    if not user.may(Right.OPERATION):
        return []
    mail_now = mail_health.read(now=timezone.now())
    return [*job_runs.problems(), *operation.mail_troubles(mail_now), *attempts.alarms()]
