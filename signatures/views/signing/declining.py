""" "No thanks" to an invitation, by the link in its e-mail."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from signatures.actions.statements.invitations import invitations
from signatures.models import Statement, TextVersion
from signatures.views import public
from signatures.views.access import early
from signatures.views.signing import links as link_pages


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def decline(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a button; on POST, decline, or accept the invitation again.

    A POST needs no cookie and no CSRF token: the invitation is the authority. After the
    statement is public or closed, its invitations lead nowhere.
    """
    statement = get_object_or_404(Statement, slug=slug)
    found = invitations.find(statement, early.invitation(request))
    if found is None or not found.is_personal or statement.is_public:
        raise Http404
    if request.method == "POST":
        if request.POST.get("answer") == "accept":
            invitations.accept_again(found)
        else:
            invitations.decline(found)
        found.refresh_from_db()
    text = public.newest(TextVersion.objects.filter(statement=statement))
    context = {
        "text": text,
        "statement": statement,
        "has_declined": found.declined_at is not None,
        "has_signed": found.uses.exists(),
        "secret": early.invitation(request),
        "statement_url": invitations.url(found),
    }
    return link_pages.private(render(request, "signing/decline.html", context))
