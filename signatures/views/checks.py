from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from signatures.actions import tallies
from signatures.models import Audit, Guild, Tally
from signatures.renditions import audits
from signatures.renditions.signatories import in_words
from signatures.views import public

MOST_AUDITS = 12


@require_safe
@public.cached()
def checks_page(request: HttpRequest, slug: str) -> HttpResponse:
    """How signatures are checked, and how many were proven, refused and withdrawn."""
    text = public.text_or_404(request, slug)
    statement = text.statement
    if not statement.is_public:
        raise Http404
    members = tallies.totals(statement, Tally.Dimension.GUILD)[Tally.Dimension.GUILD]
    guilds = Guild.objects.filter(pk__in=members)
    shown = Audit.objects.filter(statement=statement, shown=True)[:MOST_AUDITS]
    context = {
        "text": text,
        "statement": statement,
        "counts": tallies.counts(statement),
        "guilds": [(guild.name, members[str(guild.pk)]) for guild in guilds],
        "audits": audits.lines(shown),
        "today": in_words(timezone.now()),
    }
    return render(request, "checks/checks.html", context)
