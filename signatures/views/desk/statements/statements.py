"""Editors' pages to write new statements and set when and how each is signed."""

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from signatures.actions.signing.linked_identities import orcid
from signatures.actions.statements import copies
from signatures.actions.statements import settings as statement_settings
from signatures.actions.statements import texts as actions
from signatures.errors import StaleEditError, TakenAddressError
from signatures.forms.statements.statements import NewStatementForm, SettingsForm
from signatures.models import Right, Statement, TextVersion
from signatures.renditions import languages
from signatures.renditions.texts.drafts import Preview
from signatures.views.access.organizers import SignedInRequest, requires
from signatures.views.desk.layout import desk_page, statement_or_404
from signatures.views.desk.statements import checklist
from signatures.views.desk.statements.drafts import previewed

TAKEN = gettext_lazy("Another statement has this address, or had it before. Choose another one.")
# Settings that a statement has from the one it was made like.
COPIED: tuple[str, ...] = (
    "moderation",
    "form_fields",
    "members_only",
    "guild_id",
    "searchable",
    "goal",
)
COPIED += ("shares_mailboxes", "signature_pages", "linked_sites", "milestones", "next_steps")
COPIED += ("guild_letter", "linked_orcids")
MEANWHILE = gettext_lazy(
    "Someone else has changed the settings since you opened this page, so yours are not saved "
    "yet. Below are your values, and the current ones where they differ. Save again to keep yours."
)


@requires(Right.NUMBERS)
@require_safe
def page(request: SignedInRequest, slug: str) -> HttpResponse:
    """Redirect to the statement's page, with its invitation while it is not public."""
    return redirect(statement_or_404(slug).page_path)


@requires(Right.STATEMENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedInRequest) -> HttpResponse:
    """Write a statement and its first text. No one sees it before it publishes.

    ``like`` is the slug of a statement whose words and settings it begins with.
    """
    typed = request.POST if request.method == "POST" else None
    source = Statement.objects.filter(slug=(typed or request.GET).get("like", "")[:60]).first()
    form = NewStatementForm(typed, initial=_words_of(source) if source else None)
    wants_preview = "preview" in request.POST
    if form.is_bound and not wants_preview and form.is_valid():
        try:
            statement = _write(request, form, source)
        except TakenAddressError:
            form.add_error("slug", TAKEN)
        else:
            messages.success(request, gettext("The statement is saved. These are its settings."))
            return redirect("desk_settings", statement.slug)
    context = {
        "form": form,
        "preview": _preview(form) if wants_preview else None,
        "like": source.slug if source else "",
        **_copied_too(source),
    }
    status = _status(form) if not wants_preview else HTTPStatus.OK
    return desk_page(request, "desk/statements/new.html", context, status=status)


def _preview(form: NewStatementForm) -> Preview:
    return previewed(form, form.data.get("language", ""))


def _copied_too(source: Statement | None) -> dict[str, object]:
    """Return the languages and the number of links that a statement like ``source`` gets."""
    if source is None:
        return {}
    texts = copies.translations(source)
    return {
        "translations": [languages.name(each.language) for each in texts],
        "links": source.links.count(),
    }


def _words_of(statement: Statement) -> dict[str, str]:
    """Return the words of the newest text in the statement's own language, and that language."""
    text = TextVersion.objects.current().filter(statement=statement).first()
    words = vars(actions.TextInput.of(text)) if text else {}
    return {"language": statement.language, **words}


def _write(request: SignedInRequest, form: NewStatementForm, source: Statement | None) -> Statement:
    names = ("slug", "language", "opens_at", "publishes_at", "closes_at")
    copied = {name: getattr(source, name) for name in COPIED} if source else {}
    fields = {name: form.cleaned_data[name] for name in names}
    return copies.write({**copied, **fields}, form.words(), like=source, by=request.user)


@requires(Right.STATEMENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: SignedInRequest, slug: str) -> HttpResponse:
    statement = statement_or_404(slug)
    form = _form(request, statement)
    if request.method != "POST":
        return _page(request, statement, form)
    if not form.is_valid():
        return _page(request, statement, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    seen, ousted = request.POST.get("seen", ""), _on_front_page(statement)
    try:
        changed = statement_settings.change(statement, form.values(), seen=seen, by=request.user)
    except StaleEditError:
        messages.warning(request, MEANWHILE)
        return _page(request, statement_or_404(slug), form, HTTPStatus.CONFLICT)
    except TakenAddressError:
        form.add_error("slug", TAKEN)
        return _page(request, statement, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    messages.success(request, gettext("Saved.") if changed else gettext("Nothing has changed."))
    if ousted and "front_page" in changed:
        text = gettext("It is now shown on the front page, instead of “%(title)s”.")
        messages.success(request, text % {"title": ousted.title})
    return redirect("desk_settings", form.cleaned_data["slug"])


@requires(Right.STATEMENTS)
@require_POST
def invitation(request: SignedInRequest, slug: str) -> HttpResponse:
    """Make a new invitation, so that the old one stops working."""
    statement = statement_or_404(slug)
    shown = request.POST.get("shown", "")
    if statement_settings.renew_invitation(statement, shown=shown, by=request.user):
        messages.success(
            request, gettext("This is the new invitation link. The old one no longer works.")
        )
    else:
        text = gettext("Someone has just created a new invitation link. This is it.")
        messages.warning(request, text)
    return redirect("desk_settings", slug)


def _form(request: SignedInRequest, statement: Statement) -> SettingsForm:
    codes = {text.language for text in TextVersion.objects.newest_of_each_language(statement)}
    written_in = sorted((code, languages.name(code)) for code in codes | {statement.language})
    data = request.POST if request.method == "POST" else None
    form = SettingsForm(data, statement=statement, written_in=written_in)
    # The front page belongs to the whole site, and may show another statement now.
    form.fields["front_page"].disabled = request.user.is_limited
    return form


def _page(
    request: SignedInRequest, statement: Statement, form: SettingsForm, status: int = HTTPStatus.OK
) -> HttpResponse:
    """Show the form. After a conflict, ``statement`` is the current version."""
    steps = checklist.steps(statement)
    other = None if request.user.is_limited else _on_front_page(statement)
    context = {
        "steps": steps,
        "next_step": next((each for each in steps if not each.done), None),
        "form": form,
        "seen": statement_settings.revision(statement),
        "link": actions.invitation_link(statement),
        "front_page_is": other,
        "orcid_is_connected": orcid.provider() is not None,
        "meanwhile": _differing(statement, form) if status == HTTPStatus.CONFLICT else [],
    }
    return desk_page(
        request, "desk/statements/settings.html", context, statement=statement, status=status
    )


def _on_front_page(statement: Statement) -> TextVersion | None:
    """Return the wording on the site's front page, unless it belongs to ``statement``."""
    others = TextVersion.objects.filter(statement__front_page=True).exclude(statement=statement)
    return others.current().first()


def _differing(statement: Statement, form: SettingsForm) -> list[tuple[str, str]]:
    """Return the label and current value of each setting that differs from what was typed."""
    return [
        (str(form.fields[name].label), statement_settings.in_words(getattr(statement, name)))
        for name, typed in form.values().items()
        if getattr(statement, name) != typed
    ]


def _status(form: NewStatementForm) -> int:
    return HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
