"""Files of the matches of a search, for organizers. The log has a line for each file."""

from collections.abc import Callable, Generator
from datetime import timedelta
from http import HTTPStatus

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from signatures.actions.record_keeping import audit_log
from signatures.errors import BusyError, TooSlowError
from signatures.forms.moderation.search import SearchingForm
from signatures.models import Decision, Right, Signature, Statement
from signatures.models.searching import answered_within
from signatures.models.signature import SignatureQuerySet
from signatures.renditions.files import organizer_exports
from signatures.renditions.files.exports import Export, snapshot
from signatures.views.access.organizers import SignedInRequest, requires
from signatures.views.desk.layout import desk_page, statement_or_404
from signatures.views.desk.moderation.search import TOO_SLOW
from signatures.views.record.exports import COME_BACK, StartedStream

PATIENCE = timedelta(seconds=9)  # time limit of the database for counting

Narrow = Callable[[SignatureQuerySet], SignatureQuerySet]


@requires(Right.SIGNATURES)
@require_safe
def export_page(request: SignedInRequest, slug: str) -> HttpResponse:
    return _page(request, statement_or_404(slug), SearchingForm(request.GET))


@requires(Right.SIGNATURES)
@require_POST
@reauthentication_required
def signatures_file(request: SignedInRequest, slug: str) -> HttpResponseBase:
    return _file(request, slug, "signatures", lambda all: all, organizer_exports.write_signatures)


@requires(Right.ADDRESSES)
@require_POST
@reauthentication_required
def addresses_file(request: SignedInRequest, slug: str) -> HttpResponseBase:
    mailable, write = organizer_exports.may_be_mailed, organizer_exports.write_addresses
    return _file(request, slug, "addresses", mailable, write)


def _file(
    request: SignedInRequest,
    slug: str,
    kind: str,
    narrow: Narrow,
    write: Callable[[Export], Generator[bytes, None, None]],
) -> HttpResponseBase:
    statement = statement_or_404(slug)
    form = SearchingForm.of(request.POST.get("query", ""))
    if not form.is_valid():
        return _page(request, statement, form)
    found = form.narrow(Signature.objects.filter(statement=statement))
    try:
        with snapshot(), answered_within(PATIENCE):
            number = narrow(found).count()
        _log(request, statement, kind, form, number)
        address = f"{settings.SITE_URL}{reverse('desk_signatures', args=[slug])}"
        pieces = StartedStream(write(Export(found, address, form.asked, {})))
    except TooSlowError:
        form.add_error(None, TOO_SLOW)
        return _page(request, statement, form)
    except BusyError:
        return _busy(request)
    headers = {
        "Content-Type": "text/csv; charset=utf-8",
        "Content-Disposition": f'attachment; filename="{_name(slug, kind)}.csv"',
    }
    return StreamingHttpResponse(pieces, headers=headers)


def _log(
    request: SignedInRequest, statement: Statement, kind: str, form: SearchingForm, number: int
) -> None:
    """Log who downloaded what: the fields that narrowed it, never what was typed in them."""
    audit_log.record(
        Decision.About.EXPORT,
        by=request.user,
        subject=kind,
        statement=statement,
        to_state=f"{number} lines",
        reason=f"found by {', '.join(form.asked) or 'nothing'}",
    )


def _page(request: SignedInRequest, statement: Statement, form: SearchingForm) -> HttpResponse:
    context = {
        "form": form,
        "may_have_addresses": request.user.may(Right.ADDRESSES),
    }
    status = HTTPStatus.OK if form.is_valid() else HTTPStatus.UNPROCESSABLE_ENTITY
    return desk_page(
        request, "desk/moderation/export.html", context, statement=statement, status=status
    )


def _busy(request: SignedInRequest) -> HttpResponse:
    response = render(request, "record/exports/busy.html", status=HTTPStatus.TOO_MANY_REQUESTS)
    response.headers["Retry-After"] = str(COME_BACK)
    return response


def _name(slug: str, kind: str) -> str:
    return f"{slug}-{kind}-{timezone.now():%Y-%m-%d}"
