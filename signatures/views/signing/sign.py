"""Views for signing and confirming."""

from datetime import datetime
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from signatures import tokens
from signatures.actions.counts import figures
from signatures.actions.evidence import voices
from signatures.actions.evidence.voices import Voice
from signatures.actions.guilds.codes import claims as codes
from signatures.actions.mail import links
from signatures.actions.signing import sign as signing
from signatures.actions.statements.invitations import uses
from signatures.errors import (
    BrokenLinkError,
    ChangedTextError,
    ClosedStatementError,
    ExpiredLinkError,
    FloodError,
    TooManyGuessesError,
    UsedInvitationError,
    UsedLinkError,
    WorkNeededError,
    WrongCodeError,
    WrongGuildCodeError,
)
from signatures.forms.guilds import codes as code_forms
from signatures.forms.guilds.refusals import too_many_codes
from signatures.forms.own.own_signature import CodeForm
from signatures.forms.signing import SignForm
from signatures.models import Signature, TextVersion, Token
from signatures.renditions import languages
from signatures.renditions.sharing import share
from signatures.text import addresses, names
from signatures.views import public, sources
from signatures.views.access import early
from signatures.views.members import membership
from signatures.views.record.statements import new_form
from signatures.views.signing import answers, translated
from signatures.views.signing import links as link_pages
from signatures.views.signing.answers import closed, come_back, too_many, too_many_tries, wrong_code
from signatures.views.signing.sent import to_sent


@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: HttpRequest, slug: str) -> HttpResponse:
    """Sign a statement. GET shows the form alone; POST signs, or shows the form with errors."""
    text = public.text_or_404(request, slug)
    if request.method != "POST":
        return _empty(request, text)
    if not text.statement.is_running:
        return closed(request, text)
    if sources.is_another_site(request):
        return translated.answer(request, text)
    form = SignForm(request.POST, statement=text.statement, number=text.number)
    if text.statement.is_paused:
        answers.say_paused(form, text.statement)
        return form_page(request, text, form, status=HTTPStatus.CONFLICT)
    if not form.is_valid():
        return form_page(request, text, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return _sign(request, text, form)


def _empty(request: HttpRequest, text: TextVersion) -> HttpResponse:
    """Show the form with the code from a guild's letter. Only sending the form uses the code."""
    code = request.GET.get("guild_code", "")
    if text.statement.is_open:
        form = new_form(text, public.invitation(request), guild_code=code_forms.in_groups(code))
        page = form_page(request, text, form)
    else:
        page = closed(request, text)
    return link_pages.private(page) if code else page


def _sign(request: HttpRequest, text: TextVersion, form: SignForm) -> HttpResponse:
    try:
        own_link = uses.sign(
            form.words(),
            on=text,
            source=sources.source_of(request, text.statement, quick=form.is_quick),
            read=form.cleaned_data["text_sha256"],
            invitation=early.invited(request, text.statement),
        )
    except ChangedTextError:
        form = answers.form_for_new_text(request, text)
        return form_page(request, text, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    except ClosedStatementError as error:
        return closed(request, error.text)
    except UsedInvitationError:
        return answers.used_invitation(request, text)
    except FloodError as error:
        return too_many(request, error)
    except WorkNeededError as error:
        form.ask_for_work(error)
        page = form_page(request, text, form, status=HTTPStatus.TOO_MANY_REQUESTS)
        return come_back(page, error.wait)
    except WrongGuildCodeError:
        form.add_error("guild_code", code_forms.wrong_code())
        return form_page(request, text, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    except TooManyGuessesError as error:
        form.add_error("guild_code", too_many_codes(error))
        page = form_page(request, text, form, status=HTTPStatus.TOO_MANY_REQUESTS)
        return come_back(page, error.retry_after)
    if own_link:
        return _without_address(request, own_link, form)
    return to_sent(request, text.statement.slug, form.cleaned_data["email"])


def _without_address(request: HttpRequest, own_link: str, form: SignForm) -> HttpResponse:
    """Thank people verified by a code; redirect others to the guild that they chose."""
    if form.cleaned_data["guild_code"]:
        signature = links.follow(own_link, Token.Purpose.MANAGE)
        return thanks(request, signature, own_url=link_pages.own_address(own_link))
    return link_pages.private(redirect(membership.address(own_link, form.cleaned_data["guild"])))


def form_page(
    request: HttpRequest, text: TextVersion, form: SignForm, status: int = HTTPStatus.OK
) -> HttpResponse:
    invited = early.invited_words(request, text.statement)
    context = {"text": text, "statement": text.statement, "form": form, "invited": invited}
    response = render(request, "signing/form.html", context, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Confirm a signature. GET shows a button and writes nothing: mail scanners open links."""
    try:
        if request.method == "POST" and not _shown_has_changed(request, token):
            return _confirmed(request, signing.confirm(token), token)
        signature, ends = links.follow_confirm(token)
        if not signature.can_be_confirmed:
            return thanks(request, signature)
    except (BrokenLinkError, ExpiredLinkError, UsedLinkError) as error:
        return link_pages.page(request, error)
    return _ask(request, token, signature, ends)


def _shown_has_changed(request: HttpRequest, token: str) -> bool:
    """Return whether someone signed again with other details after this page was shown."""
    shown = request.POST.get("shown")
    return shown is not None and shown != _shown(links.follow(token, Token.Purpose.CONFIRM))


def _shown(signature: Signature, voice: Voice | None = None) -> str:
    guild, said = str(signature.chosen_guild_id or ""), voice or voices.of(signature)
    return " ".join([signature.name, signature.credit, signature.display, guild, *said]).strip()


def _ask(
    request: HttpRequest, token: str, signature: Signature, ends: datetime | None
) -> HttpResponse:
    voice = voices.of(signature)
    context = {
        "ends": ends,
        "text": signature.text_version,
        "statement": signature.statement,
        "signature": signature,
        "voice": voice,
        "language_name": languages.name(signature.text_version.language),
        "masked_email": addresses.mask(signature.email),
        "shown": _shown(signature, voice),
        "usual_name": names.without_capitals(signature.name),
        "code_of": codes.guild_of_reserved(signature),
        "withheld_days": settings.KEEP_WITHHELD.days,
        "token": token,
    }
    return link_pages.private(render(request, "signing/confirm.html", context))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_code(request: HttpRequest) -> HttpResponse:
    """Confirm by address and code. The answer is the same whether or not an address is known."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        source = sources.source_of(request)
        try:
            signature = signing.confirm_by_code(**form.cleaned_data, source=source)
        except WrongCodeError:
            form.add_error("code", wrong_code())
        except TooManyGuessesError as error:
            form.add_error("code", too_many_tries(error.retry_after))
            page = _code_page(request, form, HTTPStatus.TOO_MANY_REQUESTS)
            return come_back(page, error.retry_after)
        else:
            return _confirmed(request, signature)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return _code_page(request, form, status)


def _code_page(request: HttpRequest, form: CodeForm, status: int) -> HttpResponse:
    page = render(request, "signing/code.html", {"code_form": form}, status=status)
    return link_pages.private(page)


def _confirmed(request: HttpRequest, signature: Signature, token: str = "") -> HttpResponse:
    """Say thank you, or ask for the guild where a confirmed e-mail alone is not enough."""
    if not membership.can_be_shown(signature):
        return thanks(request, signature)
    if token and signature.state != Signature.State.PENDING:
        return thanks(request, signature, prove_by=token)
    own = membership.address(links.make_own(signature))
    if signature.state == Signature.State.PENDING:
        return link_pages.private(redirect(own))
    return thanks(request, signature, prove_url=own)


def thanks(
    request: HttpRequest,
    signature: Signature,
    *,
    prove_url: str = "",
    prove_by: str = "",
    own_url: str = "",
) -> HttpResponse:
    """Say thank you. People who gave no address are told to keep ``own_url``."""
    text = signature.text_version
    url = share.address(text.statement)
    is_published = signature.state == Signature.State.PUBLISHED
    is_counted = is_published and text.statement.is_public
    context = {
        "text": text,
        "statement": text.statement,
        "signature": signature,
        "is_held": signature.state == Signature.State.HELD,
        "is_refused": signature.state == Signature.State.REJECTED,
        "is_published": is_published,
        "counts": figures.after_proof(text.statement) if is_counted else None,
        "statement_url": url,
        "prove_url": prove_url,
        "prove_by": prove_by,
        "own_url": own_url,
        "code_is_no_good": codes.is_of_no_use(signature),
        "own_card": share.own_card(signature),
        "reference": tokens.reference(signature.public_id),
        "share": share.links(url, text.title) if text.statement.is_public else [],
    }
    return link_pages.private(render(request, "signing/thanks.html", context))
