"""Pages for the notice above the pages of one statement, and above all pages of the site."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from signatures.actions.record_keeping import edits
from signatures.forms.statements.notices import NoticeForm
from signatures.models import Notice, Right, Statement
from signatures.views.access.organizers import SignedInRequest, requires
from signatures.views.desk import editing
from signatures.views.desk.layout import statement_or_404


@requires(Right.STATEMENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def notice(request: SignedInRequest, slug: str) -> HttpResponse:
    return _page(
        request,
        statement_or_404(slug),
        heading=gettext("Notice on the pages of this statement"),
        back=reverse("desk_settings", args=[slug]),
        remove=reverse("desk_notice_remove", args=[slug]),
    )


@requires(Right.STATEMENTS)
@require_POST
def remove(request: SignedInRequest, slug: str) -> HttpResponse:
    _remove(request, statement_or_404(slug))
    return redirect("desk_notice", slug)


@requires(Right.OPERATION)
@require_http_methods(["GET", "HEAD", "POST"])
def site_notice(request: SignedInRequest) -> HttpResponse:
    return _page(
        request,
        None,
        heading=gettext("Notice on all pages of the site"),
        back=reverse("desk_operation"),
        remove=reverse("desk_site_notice_remove"),
    )


@requires(Right.OPERATION)
@require_POST
def remove_site(request: SignedInRequest) -> HttpResponse:
    _remove(request, None)
    return redirect("desk_operation")


def _page(
    request: SignedInRequest, statement: Statement | None, *, heading: str, back: str, remove: str
) -> HttpResponse:
    found = Notice.objects.filter(statement=statement).first()
    form = NoticeForm(**editing.typed(request), instance=found or Notice(statement=statement))

    def save(row: Notice, seen: str) -> None:
        if found:
            edits.save(row, by=request.user, seen=seen)
        else:
            edits.add(row, by=request.user)

    return editing.edit_page(
        request,
        form,
        save=save,
        back=back,
        heading=heading,
        statement=statement,
        delete=remove if found else "",
    )


def _remove(request: SignedInRequest, statement: Statement | None) -> None:
    found = Notice.objects.filter(statement=statement).first()
    if found and edits.delete(found, by=request.user):
        messages.success(request, gettext("The notice is removed from all pages."))
