"""View to sign with a guild's code alone, without name or address."""

from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from signatures import tokens
from signatures.actions.mail import links
from signatures.actions.signing import sign as signing
from signatures.errors import (
    ChangedTextError,
    ClosedStatementError,
    FloodError,
    TooManyGuessesError,
    WrongGuildCodeError,
)
from signatures.forms.guilds import codes as code_forms
from signatures.forms.guilds.code_alone import CodeAloneForm
from signatures.forms.guilds.refusals import too_many_codes
from signatures.forms.signing import SignForm
from signatures.models import TextVersion, Token
from signatures.models.statement import FormField
from signatures.views import public, sources
from signatures.views.signing import links as link_pages
from signatures.views.signing.answers import closed, come_back, too_many
from signatures.views.signing.sign import thanks

WRONG = HTTPStatus.UNPROCESSABLE_ENTITY


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the form; POST signs and shows the only link to the signature."""
    text = public.text_or_404(request, slug)
    if not is_offered(text):
        raise Http404
    if not text.statement.is_open:
        return closed(request, text)
    if request.method != "POST":
        code = code_forms.in_groups(request.GET.get("guild_code", ""))
        return _page(request, text, _empty(text, code))
    if sources.is_another_site(request):
        return render(request, "403.html", status=HTTPStatus.FORBIDDEN)
    form = CodeAloneForm(request.POST, number=text.number)
    return _sign(request, text, form) if form.is_valid() else _page(request, text, form, WRONG)


def is_offered(text: TextVersion) -> bool:
    """Return whether members can sign by a code, and without their name being shown."""
    names_withheld = FormField.DISPLAY in text.statement.form_fields
    return names_withheld and SignForm(statement=text.statement).takes_codes


def _sign(request: HttpRequest, text: TextVersion, form: CodeAloneForm) -> HttpResponse:
    source = sources.source_of(request, text.statement, quick=form.is_quick)
    read = form.cleaned_data["text_sha256"]
    try:
        own_link = signing.sign(form.words(), on=text, source=source, read=read)
    except ChangedTextError:
        typed = {**request.POST.dict(), "text_sha256": text.text_sha256}
        form = CodeAloneForm(typed, number=text.number)
        changed = _("The text has changed since you opened this page. Read it again.")
        form.add_error("consent_sign", changed)
        return _page(request, text, form, WRONG)
    except ClosedStatementError as error:
        return closed(request, error.text)
    except FloodError as error:
        return too_many(request, error)
    except WrongGuildCodeError:
        form.add_error("guild_code", code_forms.wrong_code())
        return _page(request, text, form, WRONG)
    except TooManyGuessesError as error:
        form.add_error("guild_code", too_many_codes(error))
        page = _page(request, text, form, HTTPStatus.TOO_MANY_REQUESTS)
        return come_back(page, error.retry_after)
    signature = links.follow(own_link or "", Token.Purpose.MANAGE)
    return thanks(request, signature, own_url=link_pages.own_address(own_link or ""))


def _empty(text: TextVersion, code: str) -> CodeAloneForm:
    """Return the form with the code from a guild's letter."""
    initial = {"text_sha256": text.text_sha256, "stamp": tokens.new_stamp(), "guild_code": code}
    return CodeAloneForm(initial=initial, number=text.number)


def _page(
    request: HttpRequest, text: TextVersion, form: CodeAloneForm, status: int = HTTPStatus.OK
) -> HttpResponse:
    context = {"text": text, "statement": text.statement, "form": form}
    return link_pages.private(render(request, "signing/code_alone.html", context, status=status))
