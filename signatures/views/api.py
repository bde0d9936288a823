"""Public read-only JSON, /api/v1/. Its OpenAPI document is made from what stands here."""

import dataclasses
from datetime import datetime

from django.conf import settings
from django.core.validators import slug_re
from django.http import Http404, HttpRequest
from django.urls import reverse
from ninja import NinjaAPI, Schema
from ninja.errors import HttpError

from signatures.actions import tallies
from signatures.models import Endorsement, Signature, Statement, TextVersion
from signatures.renditions import organizations as bodies
from signatures.renditions import signatories as rendered
from signatures.views import paging, public

PER_PAGE = 100

api = NinjaAPI(
    title="Signatures",
    version="1",
    docs_url=None,
    description="What the public may see of statements and their signatories. No key is needed.",
)


class Counts(Schema):
    signatories: int
    email: int
    guild: int
    organizations: int
    withdrawn: int
    rejected: int


class StatementOut(Schema):
    slug: str
    title: str
    text: str
    text_sha256: str
    language: str
    published_at: datetime
    counts: Counts


class CountOut(Schema):
    signatories: int


class SignatoryOut(Schema):
    name: str | None
    credit: str
    occupation: str
    country: str
    guilds: list[str]
    verified_by: list[str]
    signed_at: datetime


class SignatoriesOut(Schema):
    results: list[SignatoryOut]
    next: str | None


class OrganizationOut(Schema):
    name: str
    kind: str
    website: str
    represents: str
    endorsed_at: datetime


class OrganizationsOut(Schema):
    results: list[OrganizationOut]


class Problem(Schema):
    detail: str


@api.get("/statements/{slug}", response={200: StatementOut, 404: Problem}, url_name="statement")
def statement(request: HttpRequest, slug: str) -> dict[str, object]:
    """A statement: its text as it stands, the text's SHA-256, and its counts."""
    text = _public_text(slug)
    return {
        "slug": slug,
        "title": text.title,
        "text": text.text,
        "text_sha256": text.text_sha256,
        "language": text.language,
        "published_at": text.statement.publishes_at,
        "counts": tallies.counts(text.statement),
    }


@api.get("/statements/{slug}/count", response={200: CountOut, 404: Problem}, url_name="count")
def count(request: HttpRequest, slug: str) -> dict[str, int]:
    """How many have signed. The page itself asks this to keep its number current."""
    found = Statement.objects.public().filter(slug=_slug_or_404(slug)).first()
    if found is None:
        raise Http404
    return {"signatories": tallies.counts(found)["signatories"]}


@api.get(
    "/statements/{slug}/signatories",
    response={200: SignatoriesOut, 404: Problem, 422: Problem},
    url_name="signatories",
)
def signatories(request: HttpRequest, slug: str, after: str = "") -> dict[str, object]:
    """Who stands on the list, newest first, 100 at a time.

    `next` is the address of the following page, or null. `name` is null for somebody whose
    name is withheld; those who are only counted are not here.
    """
    text = _public_text(slug)
    listed = Signature.objects.listed().filter(statement=text.statement)
    try:
        page = paging.page(listed, after=after, size=PER_PAGE)
    except paging.BadCursorError as error:
        raise HttpError(422, "`after` is not an address this list gave out.") from error
    path = reverse("api-1:signatories", args=[slug])
    return {
        "results": [_signatory(row) for row in rendered.rows(page.rows)],
        "next": f"{settings.SITE_URL}{path}?after={page.next}" if page.next else None,
    }


@api.get(
    "/statements/{slug}/organizations",
    response={200: OrganizationsOut, 404: Problem},
    url_name="organizations",
)
def organizations(request: HttpRequest, slug: str) -> dict[str, object]:
    """Which bodies endorse the statement as such, in the order the organizers chose.

    `kind` is one of union, society, company, publisher, institution, campaign. `website` is an
    https address or empty.
    """
    text = _public_text(slug)
    endorsements = Endorsement.objects.published().filter(statement=text.statement)
    return {"results": [dataclasses.asdict(row) for row in bodies.rows(endorsements)]}


def _signatory(row: rendered.Row) -> dict[str, object]:
    return {
        "name": row.name or None,
        "credit": row.credit,
        "occupation": row.occupation,
        "country": row.country,
        "guilds": list(row.guilds),
        "verified_by": list(row.verified_by),
        "signed_at": row.signed_at,
    }


def _public_text(slug: str) -> TextVersion:
    texts = TextVersion.objects.filter(statement__slug=_slug_or_404(slug))
    text = public.newest(texts)
    if text is None or not text.statement.is_public:
        raise Http404
    return text


def _slug_or_404(typed: str) -> str:
    """Stop what is no slug here: PostgreSQL takes no NUL, and would answer with an error."""
    if not slug_re.match(typed):
        raise Http404
    return typed
