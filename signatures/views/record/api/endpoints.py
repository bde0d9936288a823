"""Public read-only JSON API, /api/v1/. With schemas.py, it makes the OpenAPI document."""

from http import HTTPStatus
from urllib.parse import urlencode

from django.conf import settings
from django.core.validators import slug_re
from django.http import Http404, HttpRequest
from django.urls import reverse
from ninja import NinjaAPI, Query
from ninja.decorators import decorate_view
from ninja.errors import HttpError

from signatures.actions.counts import figures
from signatures.actions.monitoring import reduced_mode
from signatures.errors import TooSlowError
from signatures.forms.signatories import SearchForm
from signatures.models import Delivery, Endorsement, Quote, Signature, Statement, TextVersion
from signatures.models.statement import FormField
from signatures.renditions import organizations as bodies
from signatures.renditions import signatories as rendered
from signatures.views import paging, public, search_engines
from signatures.views.record import matches
from signatures.views.record.api import open_data, shapes
from signatures.views.record.api.schemas import (
    CountOut,
    DeliveriesOut,
    OrganizationsOut,
    Problem,
    QuotesOut,
    SignatoriesOut,
    StatementOut,
)

SWITCHED_OFF = "Search is switched off for now, because many people read. The list works."
TOO_SLOW = "This search takes too long. Search for a longer or less common word."
NO_CURSOR = "`after` is not an address this list gave out."
PER_PAGE = 100

api = NinjaAPI(
    title="Signatures",
    version="1",
    docs_url=None,
    description="What the public may see of statements and their signatories. No key is needed.",
)
api.add_exception_handler(Http404, open_data.moved_or_not_found)


@api.get("/statements/{slug}", response={200: StatementOut, 404: Problem}, url_name="statement")
@decorate_view(open_data.answered())
def statement(request: HttpRequest, slug: str) -> dict[str, object]:
    """A statement: its text as it stands, the text's SHA-256, and its counts.

    `counts` includes signatures to earlier wordings. `wordings` has the number of signatures to
    each, newest first, and `signatures_by_wording` says it in words. It is empty if all signed the
    same wording. `partners_totals` are numbers that others collected, for example on paper. They
    are not verified, and no count includes them.
    """
    text = _public_text(request, slug)
    counts = figures.of(text.statement)
    return {
        "slug": slug,
        "title": text.title,
        "text": text.text,
        "text_sha256": text.text_sha256,
        "language": text.language,
        "published_at": text.statement.public_since.replace(microsecond=0),
        "counts": counts.as_json(),
        "text_version": text.label,
        "partners_totals": [each.as_json() for each in counts.partners],
        **shapes.by_wording(counts),
    }


@api.get(
    "/statements/{slug}/count",
    response={200: CountOut, 404: Problem},
    exclude_unset=True,
    url_name="count",
)
@decorate_view(open_data.answered())
def count(request: HttpRequest, slug: str) -> dict[str, object]:
    """How many have signed. The page asks this to keep its number current.

    If they signed several wordings, `earlier_wording` of all published signatures are not to the
    current one, and `wordings` and `signatures_by_wording` say how many signed which. If all
    signed the same wording, the answer has `signatories` alone.
    """
    found = Statement.objects.public().filter(slug=_slug_or_404(slug)).first()
    if found is None:
        raise Http404
    search_engines.note(request, found)
    counts = figures.of(found)
    if not counts.mixed:
        return {"signatories": counts.signatories}
    return {
        "signatories": counts.signatories,
        "earlier_wording": counts.earlier_wording,
        **shapes.by_wording(counts),
    }


@api.get(
    "/statements/{slug}/signatories",
    response={200: SignatoriesOut, 404: Problem, 503: Problem},
    url_name="signatories",
)
@decorate_view(open_data.answered("q", "occupation", "country", "guild", "affiliation", "after"))
def signatories(
    request: HttpRequest,
    slug: str,
    q: str = Query("", description="Words of a name or credit; accents and case do not matter."),
    occupation: str = Query("", description="As in the addresses of the list on the site."),
    country: str = Query("", description="Two letters, ISO 3166-1."),
    guild: str = Query("", description="As in the addresses of the list on the site."),
    affiliation: str = Query("", description="Name of an organization, if the statement asks."),
    after: str = Query("", description="Where to go on; `next` has it. 404 if it is unknown."),
) -> dict[str, object]:
    """Return the public list, newest first, 100 at a time.

    `next` is the address of the following page, or null. `name` is null where the name is
    withheld; `signed_at` is then the start of the day. Signatures that are only counted are
    not listed. No one is found by what they do not show. An empty `verified_by` means: added by
    the organizers, and not verified. `text_version` is the version of the text that was signed,
    such as `en-2`, and `text_sha256` the hash of its text.
    """
    statement = _public_text(request, slug).statement
    asked = {"q": q, "occupation": occupation, "country": country, "guild": guild}
    asked["affiliation"] = affiliation
    form = SearchForm(asked, statement=statement)
    if form.is_narrow and reduced_mode.is_on():
        raise HttpError(HTTPStatus.SERVICE_UNAVAILABLE, SWITCHED_OFF)
    listed = Signature.objects.listed(statement)
    try:
        _, page = matches.find(form, listed, after=after, size=PER_PAGE)
    except paging.BadCursorError as error:
        raise HttpError(HTTPStatus.NOT_FOUND, NO_CURSOR) from error
    except TooSlowError as error:
        raise HttpError(HTTPStatus.SERVICE_UNAVAILABLE, TOO_SLOW) from error
    path = reverse("api-1:signatories", args=[slug])
    query = urlencode({**form.query, "after": page.next})
    return {
        "results": [
            shapes.signatory(row)
            for row in rendered.rows(page.rows, large=form.large_guilds, of=statement)
        ],
        "next": f"{settings.SITE_URL}{path}?{query}" if page.next else None,
    }


@api.get(
    "/statements/{slug}/organizations",
    response={200: OrganizationsOut, 404: Problem},
    url_name="organizations",
)
@decorate_view(open_data.answered())
def organizations(request: HttpRequest, slug: str) -> dict[str, object]:
    """Which bodies endorse the statement as such, in the order the organizers chose.

    `kind` is one of union, society, company, publisher, institution, campaign. `website` is an
    https address or empty. `marks` are words of the campaign team, each with who says so, the page
    that shows it, and the day on which the campaign team checked it.
    """
    text = _public_text(request, slug)
    endorsements = Endorsement.objects.published().filter(statement=text.statement)
    rows = bodies.rows(endorsements)
    return {"results": [shapes.organization(row) for row in rows]}


@api.get(
    "/statements/{slug}/deliveries",
    response={200: DeliveriesOut, 404: Problem},
    url_name="deliveries",
)
@decorate_view(open_data.answered())
def deliveries(request: HttpRequest, slug: str) -> dict[str, object]:
    """Deliveries to the addressee, newest first, with the answer to each demand."""
    statement = _public_text(request, slug).statement
    found = Delivery.objects.public(statement).select_related("statement")
    return {"results": [shapes.delivery(each) for each in found]}


@api.get("/statements/{slug}/quotes", response={200: QuotesOut, 404: Problem}, url_name="quotes")
@decorate_view(open_data.answered("after"))
def quotes(
    request: HttpRequest,
    slug: str,
    after: str = Query("", description="Where to go on; `next` has it. 404 if it is unknown."),
) -> dict[str, object]:
    """Quotes of signatories that the campaign team has read, newest signature first, 100 at a time.

    `chosen` ones are on the statement's page. 404 if the statement does not ask for quotes.
    """
    statement = _public_text(request, slug).statement
    if FormField.QUOTE not in statement.form_fields:
        raise Http404
    found = Signature.objects.listed(statement).quoted()
    try:
        page = paging.page(found, after=after, size=PER_PAGE)
    except paging.BadCursorError as error:
        raise Http404 from error
    rows = rendered.rows(page.rows, of=statement)
    chosen = Quote.objects.filter(signature__in=page.rows, state=Quote.State.CHOSEN)
    is_chosen = set(chosen.values_list("signature", flat=True))
    path = reverse("api-1:quotes", args=[slug])
    query = urlencode({"after": page.next})
    return {
        "results": [
            {**shapes.said(row), "chosen": each.pk in is_chosen}
            for row, each in zip(rows, page.rows, strict=True)
        ],
        "next": f"{settings.SITE_URL}{path}?{query}" if page.next else None,
    }


def _public_text(request: HttpRequest, slug: str) -> TextVersion:
    texts = TextVersion.objects.filter(statement__slug=_slug_or_404(slug))
    text = public.newest(texts)
    if text is None or not text.statement.is_public:
        raise Http404
    search_engines.note(request, text.statement)
    return text


def _slug_or_404(typed: str) -> str:
    """Raise Http404 if this is no slug: PostgreSQL would answer a NUL with an error."""
    if not slug_re.match(typed):
        raise Http404
    return typed
