"""Pages for the watch list and the rules: what to hold or reject from now on."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from signatures.actions.moderation import rule_hits, watch_list
from signatures.actions.record_keeping import edits
from signatures.forms.moderation.rules import RuleForm, WatchedNameForm, WatchedNamesForm
from signatures.models import Right, Rule, WatchedName
from signatures.views.access.organizers import SignedInRequest, requires
from signatures.views.desk import editing
from signatures.views.desk.layout import desk_page

PAGE = 100
LONGEST = 100  # characters of a search

RULES, NAMES = "rules", "names"  # parts of the page, and of its addresses


@requires(Right.SIGNATURES)
@require_safe
def holding(request: SignedInRequest) -> HttpResponse:
    query = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST]
    before = {part: editing.number(request.GET.get(part, "")) for part in (RULES, NAMES)}
    rules = _newest(_rules(query), before[RULES])
    names = _newest(_names(query), before[NAMES])
    numbers = rule_hits.by_rule([each.pk for each in rules[:PAGE]])
    context = {
        "q": query,
        "now": timezone.now(),
        "rules": [{"rule": each, "caught": numbers.get(each.pk, 0)} for each in rules[:PAGE]],
        "names": names[:PAGE],
        "more_rules": _more(query, RULES, rules),
        "more_names": _more(query, NAMES, names),
    }
    return desk_page(request, "desk/moderation/rules.html", context)


@requires(Right.SIGNATURES)
@require_http_methods(["GET", "HEAD", "POST"])
def add_rule(request: SignedInRequest) -> HttpResponse:
    form = RuleForm(**editing.typed(request), instance=Rule())
    return editing.edit_page(
        request,
        form,
        ask=lambda row: _trial(request, form, row),
        save=lambda row, seen: edits.add(row, by=request.user),
        back=reverse("desk_holding"),
        heading=gettext("Add a rule"),
    )


@requires(Right.SIGNATURES)
@require_http_methods(["GET", "HEAD", "POST"])
def rule(request: SignedInRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Rule, pk=pk)
    form = RuleForm(**editing.typed(request), instance=found)
    return editing.edit_page(
        request,
        form,
        ask=lambda row: _trial(request, form, row),
        save=lambda row, seen: edits.save(row, by=request.user, seen=seen),
        back=f"{reverse('desk_holding')}#rule-{pk}",
        heading=gettext("Rule %s") % pk,
        delete=reverse("desk_rule_delete", args=[pk]),
    )


@requires(Right.SIGNATURES)
@require_POST
def delete_rule(request: SignedInRequest, pk: int) -> HttpResponse:
    edits.delete(get_object_or_404(Rule, pk=pk), by=request.user)
    messages.success(request, gettext("Rule %s is deleted.") % pk)
    return redirect("desk_holding")


@requires(Right.SIGNATURES)
@require_http_methods(["GET", "HEAD", "POST"])
def add_names(request: SignedInRequest) -> HttpResponse:
    form = WatchedNamesForm(**editing.typed(request))
    if form.is_bound and form.is_valid():
        names = form.watched()
        watch_list.watch(names, by=request.user)
        text = ngettext(
            "%d name is on the watch list.", "%d names are on the watch list.", len(names)
        )
        messages.success(request, text % len(names))
        return redirect(f"{reverse('desk_holding')}#watched")
    context = {
        "form": form,
        "heading": gettext("Add names to the watch list"),
        "back": reverse("desk_holding"),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return desk_page(request, "desk/edit.html", context, status=status)


@requires(Right.SIGNATURES)
@require_http_methods(["GET", "HEAD", "POST"])
def watched_name(request: SignedInRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(WatchedName, pk=pk, from_text=False)
    return editing.edit_page(
        request,
        WatchedNameForm(**editing.typed(request), instance=found),
        save=lambda row, seen: edits.save(row, by=request.user, seen=seen),
        back=f"{reverse('desk_holding')}#watched",
        heading=gettext("Watched name"),
        delete=reverse("desk_watched_name_delete", args=[pk]),
    )


@requires(Right.SIGNATURES)
@require_POST
def delete_watched_name(request: SignedInRequest, pk: int) -> HttpResponse:
    edits.delete(get_object_or_404(WatchedName, pk=pk, from_text=False), by=request.user)
    messages.success(request, gettext("The name is no longer on the watch list."))
    return redirect(f"{reverse('desk_holding')}#watched")


def _trial(request: SignedInRequest, form: RuleForm, row: Rule) -> dict[str, Any] | None:
    """Return what the rule would have caught, until the organizer has seen it and agreed."""
    if not form.changes_hits:
        return None
    is_seen = request.POST.get("checked") == form.mark
    if is_seen and "sure" in request.POST:
        return None
    trial = rule_hits.try_out(row)
    asks_twice = trial.is_much and row.effect != Rule.Effect.ALLOW
    if is_seen and not asks_twice:
        return None
    return {"trial": trial, "mark": form.mark, "asks_twice": asks_twice, "is_seen": is_seen}


def _rules(query: str) -> QuerySet[Rule]:
    rules = Rule.objects.select_related("statement", "by").order_by("-pk")
    if not query:
        return rules
    about = Q(value__icontains=query) | Q(note__icontains=query)
    if number := editing.number(query):
        about |= Q(pk=number)
    return rules.filter(about)


def _names(query: str) -> QuerySet[WatchedName]:
    """Return watched names with these words, and those for which this name would be held."""
    names = WatchedName.objects.select_related("statement", "by").order_by("-pk")
    if not query:
        return names
    about = Q(name__icontains=query) | Q(note__icontains=query)
    alike = [each.pk for each in WatchedName.objects.resembling(query)]
    return names.filter(about | Q(pk__in=alike))


def _newest(rows: QuerySet, before: int | None) -> list:
    """Return a page, and the row after it if there is one."""
    return list((rows.filter(pk__lt=before) if before else rows)[: PAGE + 1])


def _more(query: str, part: str, rows: list) -> str:
    if len(rows) <= PAGE:
        return ""
    return f"?{urlencode({'q': query, part: rows[PAGE - 1].pk})}#{part}"
