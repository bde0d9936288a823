"""Page on which signatories name a site of their own that links to their signature."""

from http import HTTPStatus

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from signatures.actions.mail import links
from signatures.actions.signing import changing
from signatures.actions.signing.linked_identities import sites
from signatures.errors import BrokenLinkError, ExpiredLinkError, FloodError, UsedLinkError
from signatures.forms.own.linked_sites import LinkedSiteForm
from signatures.models import LinkedSite, Signature, Token
from signatures.models.linked_site import are_offered
from signatures.renditions.people import voices
from signatures.views.signing import links as link_pages
from signatures.views.signing.answers import too_many

BAD_LINKS = (BrokenLinkError, ExpiredLinkError, UsedLinkError)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def linked_site(request: HttpRequest, token: str) -> HttpResponse:
    """Show the form; POST names the site, has it read again, or removes it."""
    try:
        signature = links.follow(token, Token.Purpose.MANAGE)
        if signature.state not in changing.CHANGEABLE or signature.is_erased:
            raise UsedLinkError
        if not are_offered(signature.statement):
            raise Http404
        if "remove" in request.POST:
            sites.delete(token)
            return link_pages.private(redirect("linked_site", token))
        form = LinkedSiteForm(request.POST if request.method == "POST" else None)
        if form.is_bound and form.is_valid():
            sites.name(token, form.cleaned_data["url"])
            return link_pages.private(redirect("linked_site", token))
    except BAD_LINKS as error:
        return link_pages.page(request, error)
    except FloodError as error:
        return too_many(request, error)
    return _page(request, signature, form, token)


def _page(
    request: HttpRequest, signature: Signature, form: LinkedSiteForm, token: str
) -> HttpResponse:
    site = sites.of(signature)
    if site and not form.is_bound:
        form = LinkedSiteForm(initial={"url": site.url})
    path = voices.address(signature, signature.statement)
    context = {
        "form": form,
        "site": site,
        "is_removed": site is not None and site.state == LinkedSite.State.REFUSED,
        "address": f"{settings.SITE_URL}{path}" if path else "",
        "is_listed": signature.state == Signature.State.PUBLISHED,
        "text": signature.text_version,
        "statement": signature.statement,
        "token": token,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    template = "signing/own_signature/linked_site.html"
    return link_pages.private(render(request, template, context, status=status))
