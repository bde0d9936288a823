"""Views for organizations: ask to endorse, confirm, and the page that names them."""

from http import HTTPStatus

from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from signatures.actions.counts import figures, tallies
from signatures.actions.mail import links
from signatures.actions.organizations import endorsements as endorsing
from signatures.errors import (
    BrokenLinkError,
    ClosedStatementError,
    ExpiredLinkError,
    FloodError,
    UsedLinkError,
)
from signatures.forms.fields.pictures import MOST_BYTES
from signatures.forms.organizations.endorsements import EndorseForm
from signatures.models import Endorsement, Guild, TextVersion
from signatures.renditions import organizations as rendered
from signatures.text import addresses
from signatures.views import public, search_engines, sources
from signatures.views.signing import links as link_pages
from signatures.views.signing.sign import closed, too_many


class NoMoreThanNeeded(FileUploadHandler):
    """An upload handler that drops bytes beyond the largest logo; nothing else counts them."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        return raw_data if start <= MOST_BYTES else None

    def file_complete(self, file_size: int) -> None:
        return None


@require_safe
@public.cached()
def organizations(request: HttpRequest, slug: str) -> HttpResponse:
    """Show separately the bodies that endorse and the members who signed for themselves."""
    text = public.public_text_or_404(request, slug)
    endorsements = Endorsement.objects.published().filter(statement=text.statement)
    by_guild = tallies.totals(text.statement, "guild")["guild"]
    rows = rendered.rows(endorsements)
    context = {
        "nav": "organizations",
        "text": text,
        "statement": text.statement,
        "counts": figures.of(text.statement),
        "organizations": rows,
        "meanings": rendered.meanings(rows),
        "members": rendered.members(Guild.objects.filter(pk__in=by_guild), by_guild),
        "is_open": text.statement.is_open,
    }
    return render(request, "record/endorsements/organizations.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def endorse(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask to endorse. GET shows the form; POST asks, or shows the form with its errors."""
    request.upload_handlers = [NoMoreThanNeeded(request), *request.upload_handlers]
    text = public.text_or_404(request, slug)
    if not text.statement.is_open:
        return closed(request, text)
    if request.method != "POST":
        invitation = "" if text.statement.is_public else public.invitation(request)
        return form_page(request, text, EndorseForm(initial={"invitation": invitation}))
    if sources.is_another_site(request):
        return render(request, "403.html", status=HTTPStatus.FORBIDDEN)
    try:
        endorsing.admit(sources.source_of(request, text.statement))
    except FloodError as error:
        return too_many(request, error)
    form = EndorseForm(request.POST, request.FILES)
    if not form.is_valid():
        return form_page(request, text, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        endorsing.ask(form.asked(), on=text)
    except ClosedStatementError as error:
        return closed(request, error.text)
    return redirect("endorse_sent", slug=slug)


def form_page(
    request: HttpRequest, text: TextVersion, form: EndorseForm, status: int = HTTPStatus.OK
) -> HttpResponse:
    context = {"text": text, "statement": text.statement, "form": form}
    response = render(request, "record/endorsements/form.html", context, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response


@require_safe
@public.cached()
def endorse_sent(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the same page whatever the form led to: it reveals nothing about an organization."""
    text = public.newest(TextVersion.objects.filter(statement__slug=slug))
    # Invited organizations come here too, so a statement that is not public looks like one that
    # does not exist: guessing its address tells nothing.
    public_text = text if text and text.statement.is_public else None
    if public_text:
        search_engines.note(request, public_text.statement)
    context = {"text": public_text, "statement": public_text and public_text.statement}
    return render(request, "record/endorsements/sent.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_endorsement(request: HttpRequest, token: str) -> HttpResponse:
    """Confirm an endorsement. GET shows a button and writes nothing: mail scanners open links."""
    try:
        endorsement = links.follow_endorsement(token)
        now = _shown(endorsement)
        if request.method == "POST" and request.POST.get("shown", now) == now:
            endorsement = endorsing.confirm(token)
    except (ExpiredLinkError, UsedLinkError) as error:
        return _dead_link(request, error)
    except BrokenLinkError as error:
        return link_pages.page(request, error)
    waits = endorsement.state == Endorsement.State.PENDING
    context = {
        "text": public.newest(TextVersion.objects.filter(statement=endorsement.statement)),
        "statement": endorsement.statement,
        "endorsement": endorsement,
        "organization": rendered.row(endorsement),
        "masked_email": addresses.mask(endorsement.contact_email),
        "shown": _shown(endorsement),
    }
    template = "record/endorsements/confirm.html" if waits else "record/endorsements/confirmed.html"
    return link_pages.private(render(request, template, context))


def _shown(endorsement: Endorsement) -> str:
    """Return the details a page showed, so that a click confirms those and no later ones."""
    organization = endorsement.organization
    words = [organization.name, organization.kind, organization.website, organization.represents]
    contact = [endorsement.contact_name, endorsement.contact_role, organization.logo.name]
    return " ".join([*words, *contact])


def _dead_link(request: HttpRequest, error: ExpiredLinkError | UsedLinkError) -> HttpResponse:
    context = {"is_old": isinstance(error, ExpiredLinkError)}
    page = render(request, "record/endorsements/dead_link.html", context, status=HTTPStatus.GONE)
    return link_pages.private(page)
