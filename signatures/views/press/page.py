"""The page for journalists: figures, checks, names, files and contact in one place."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from signatures.actions.counts import figures
from signatures.actions.statements.launch import launch_list
from signatures.models import Endorsement
from signatures.models.proof_methods import strongest_first
from signatures.renditions import organizations
from signatures.renditions.people import notables, quotes
from signatures.renditions.sharing import embed, share
from signatures.views import public
from signatures.views.access import early

ORGANIZATIONS = 60


@require_safe
@public.cached("language")
def press(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the page; to a journalist with a link, while the statement is under embargo too."""
    text = public.public_text_or_404(request, slug)
    statement = text.statement
    counts = figures.of(statement)
    wordings = counts.by_wording(statement.language)
    endorsements = Endorsement.objects.published(statement)
    shows_names = statement.shows_names
    context = {
        "text": text,
        "statement": statement,
        "counts": counts,
        "as_of": timezone.now(),
        "sum_lines": counts.sum_lines(),
        "other_lines": counts.other_lines(),
        "ways": strongest_first(),
        "notables": notables.groups(statement, wording=wordings.shown, versions=wordings.versions)
        if shows_names
        else [],
        "quotes": [] if statement.is_early_copy else quotes.chosen(statement),
        "organizations": organizations.rows(endorsements[:ORGANIZATIONS]),
        "more_organizations": counts.organizations > ORGANIZATIONS,
        "shows_names": shows_names,
        "contact": settings.SITE_CONTACT,
        "address": share.address(statement),
        "snippet": embed.snippet(text),
        "is_early": early.press_link(request) is not None,
        "has_launch_list": launch_list.is_there(statement),
    }
    return render(request, "record/press/press.html", context)
