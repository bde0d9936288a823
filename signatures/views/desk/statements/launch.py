"""The launch of a statement: its phases, its dates, a rehearsal, and the way back."""

from http import HTTPStatus

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from signatures.actions.statements import lifecycle
from signatures.actions.statements import settings as statement_settings
from signatures.errors import StaleEditError, TooLateError
from signatures.forms.statements.launch import LaunchForm
from signatures.models import LaunchList, Right, Statement, TextVersion
from signatures.views.access.organizers import SignedInRequest, requires
from signatures.views.desk import editing
from signatures.views.desk.layout import desk_page, statement_or_404
from signatures.views.desk.statements import timeline
from signatures.views.record.statements import statement_page


@requires(Right.STATEMENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def launch(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show the phases as a timeline; on POST change the dates."""
    statement = statement_or_404(slug)
    form = LaunchForm(request.POST if request.method == "POST" else None, statement=statement)
    if request.method != "POST":
        return _page(request, statement, form)
    if not form.is_valid():
        return _page(request, statement, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        seen = request.POST.get("seen", "")
        changed = statement_settings.change(statement, form.values(), seen=seen, by=request.user)
    except StaleEditError:
        editing.say_meanwhile(request)
        return _page(request, statement_or_404(slug), form, HTTPStatus.CONFLICT)
    messages.success(request, gettext("Saved.") if changed else gettext("Nothing has changed."))
    return redirect("desk_launch", slug)


def _page(
    request: SignedInRequest, statement: Statement, form: LaunchForm, status: int = HTTPStatus.OK
) -> HttpResponse:
    can_be_taken_back = lifecycle.can_be_taken_back(statement)
    context = {
        "form": form,
        "steps": timeline.steps(statement),
        "seen": statement_settings.revision(statement),
        "has_text": TextVersion.objects.filter(statement=statement).exists(),
        "can_be_taken_back": can_be_taken_back,
        "back_until": (
            statement.public_since + settings.UNDO_RELEASE_WITHIN if can_be_taken_back else None
        ),
        "launch_list": LaunchList.objects.filter(statement=statement).first(),
    }
    template = "desk/statements/launch.html"
    return desk_page(request, template, context, statement=statement, status=status)


@requires(Right.NUMBERS)
@require_safe
def rehearsal(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show the page as the public will see it, with the names that would appear now."""
    text = TextVersion.objects.filter(statement__slug=slug).current_first("").first()
    if text is None:
        raise Http404
    text.statement = text.statement.rehearsed()
    return statement_page(request, text)


@requires(Right.STATEMENTS)
@require_POST
def take_back(request: SignedInRequest, slug: str) -> HttpResponse:
    """Hide the statement again."""
    statement = statement_or_404(slug)
    try:
        done = lifecycle.unpublish(statement, seen=request.POST.get("seen", ""), by=request.user)
    except StaleEditError:
        editing.say_meanwhile(request)
    except TooLateError:
        text = gettext("This works for an hour after the publication, which is over.")
        messages.error(request, text)
    else:
        text = gettext("The statement is hidden again. Set a new time to publish it.")
        messages.success(request, text if done else gettext("Nothing has changed."))
    return redirect("desk_launch", slug)
