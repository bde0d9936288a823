from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_safe

from signatures import tokens
from signatures.actions.counts import figures, tallies
from signatures.actions.statements.invitations import invitations
from signatures.actions.statements.launch import launch_list
from signatures.forms.signing import SignForm
from signatures.models import (
    Delivery,
    Endorsement,
    Guild,
    Signature,
    Statement,
    TextVersion,
    Update,
)
from signatures.models.signature import SignatureQuerySet
from signatures.renditions import (
    languages,
    links,
    organizations,
    signatories,
    small_counts,
)
from signatures.renditions.people import notables, quotes
from signatures.renditions.pictures import goals, sparkline
from signatures.renditions.sharing import meta
from signatures.renditions.texts import letter
from signatures.views import public, search_engines
from signatures.views.access import early

NEWEST = 12
ORGANIZATIONS = 60
GUILDS = 8


@require_safe
@public.cached("language")
def home(request: HttpRequest) -> HttpResponse:
    """Show the front-page statement, or all public ones if there is none this visitor may see."""
    texts = TextVersion.objects.filter(statement__front_page=True)
    text = public.newest(texts, public.language(request))
    if text is not None and public.may_see(request, text.statement):
        search_engines.note(request, text.statement)
        launch_list.freeze_for_reader(text.statement)
        return statement_page(request, text)
    return list_page(request, _public_texts())


@require_safe
@public.cached()
def all_statements(request: HttpRequest) -> HttpResponse:
    """List every public statement, or redirect to it if there is only one."""
    texts = _public_texts()
    if len(texts) == 1:
        return redirect(texts[0].statement)
    return list_page(request, texts)


def list_page(request: HttpRequest, texts: list[TextVersion]) -> HttpResponse:
    numbers = figures.of_statements([text.statement for text in texts]) if texts else {}
    rows = [
        {
            "text": text,
            "statement": text.statement,
            "counts": numbers[text.statement_id],
            "published_on": _day(text.statement.publishes_at),
        }
        for text in texts
    ]
    return render(request, "record/statements/all.html", {"rows": rows})


def _public_texts() -> list[TextVersion]:
    """Return the current wordings of public statements in their own language, newest first."""
    texts = TextVersion.objects.filter(statement__in=Statement.objects.in_lists()).current()
    return sorted(texts, key=lambda text: text.statement.public_since, reverse=True)


@require_safe
@public.cached("language")
def statement(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a statement. People who are signed in may see it before it is public, from the desk."""
    try:
        text = public.text_or_404(request, slug)
    except Http404:
        signed_in = settings.SESSION_COOKIE_NAME in request.COOKIES
        if not signed_in or public.invitation(request):
            raise
        return redirect("desk_page", slug)  # the desk checks who they are; it too may answer 404
    if request.method == "GET" and (opened := early.invited(request, text.statement)):
        invitations.note_opened(opened)
    launch_list.freeze_for_reader(text.statement)
    return statement_page(request, text)


def statement_page(
    request: HttpRequest, text: TextVersion, form: SignForm | None = None, status: int = 200
) -> HttpResponse:
    """Show a statement with its form. ``form`` is the form as typed, if it had errors."""
    statement = text.statement
    words = letter.page(text.text)
    invitation = "" if statement.is_public else public.invitation(request)
    by_guild = tallies.totals(statement, "guild")["guild"]
    large = {int(guild) for guild, number in by_guild.items() if number >= small_counts.SMALL}
    counts = figures.of(statement)
    wordings = counts.by_wording(statement.language)
    newest = Signature.objects.listed(statement).to_wording(wordings.shown).except_notable()
    shown = counts if statement.is_public else None
    endorsements = Endorsement.objects.published(statement)[:ORGANIZATIONS]
    context = {
        "nav": "statement",
        "text": text,
        "statement": statement,
        "letter": words.html,
        "contents": words.contents,
        "is_sentence": letter.is_sentence(text.text),
        "counts": shown,
        "target": goals.target(statement, shown.signatories) if shown else None,
        "meta": meta.page(text, shown.signatories, mixed=shown.mixed) if shown else None,
        "spark": sparkline.path(tallies.by_day(statement)) if statement.is_public else "",
        "languages": languages.choices(text, invitation),
        "direction": languages.direction(text.language),
        "links": links.rows(statement.links.all()),
        "wordings": wordings,
        "notables": notables.groups(statement, wording=wordings.shown, versions=wordings.versions),
        "organizations": organizations.rows(endorsements),
        **_voices(statement, newest[:NEWEST], large, wordings.versions),
        "members": _members(by_guild) if shown and by_guild else [],
        **_form(request, text, form, invitation),
        **_of_statement(statement),
    }
    response = render(request, "record/statements/statement.html", context, status=status)
    if invitation or status != 200:
        response.headers["Cache-Control"] = "no-store"
    return response


def _voices(
    statement: Statement, newest: SignatureQuerySet, large: set[int], versions: Mapping[int, str]
) -> dict[str, object]:
    """Return the newest signatories, and the quotes that organizers chose."""
    return {
        "newest": signatories.rows(newest, large=large, versions=versions, of=statement),
        "quotes": quotes.chosen(statement, versions=versions) if statement.is_public else [],
    }


def _form(
    request: HttpRequest, text: TextVersion, form: SignForm | None, invitation: str
) -> dict[str, object]:
    """Return the form as typed, or an empty one, and what it says to someone invited."""
    invited = early.invited_words(request, text.statement)
    form = form or new_form(text, invitation, name=invited.name if invited else "")
    return {"form": form, "invitation": invitation, "invited": invited}


def _of_statement(statement: Statement) -> dict[str, object]:
    """Return whether people can sign, the newest update and delivery, and dates that are named."""
    return {
        "not_yet_public": not statement.is_public,
        "is_rehearsal": statement.is_rehearsal,
        "update": Update.objects.published(statement).first(),
        "delivery": Delivery.objects.public(statement).first(),
        "is_open": statement.is_open,
        "count_url": (
            "" if statement.is_early_copy else reverse("api-1:count", args=[statement.slug])
        ),
        "published_on": _day(statement.publishes_at) if statement.is_public else "",
        "opens_on": "" if statement.opens_at <= timezone.now() else _day(statement.opens_at),
        "closed_on": _day(statement.closes_at) if statement.is_over else "",
    }


def _members(by_guild: dict[str, int]) -> list[organizations.Members]:
    """Return the guilds whose members signed, those with the most first."""
    return organizations.members(Guild.objects.filter(pk__in=by_guild), by_guild)[:GUILDS]


def new_form(
    text: TextVersion, invitation: str = "", guild_code: str = "", name: str = ""
) -> SignForm:
    """Return an empty form that records which wording was shown above it, and since when."""
    return SignForm(
        statement=text.statement,
        number=text.number,
        initial={
            "name": name,
            "text_sha256": text.text_sha256,
            "stamp": tokens.new_stamp(),
            "invitation": invitation,
            "guild_code": guild_code,
            "display": Signature.Display.FULL,
        },
    )


def _day(moment: datetime | None) -> str:
    return date_format(moment, "j F Y") if moment else ""
