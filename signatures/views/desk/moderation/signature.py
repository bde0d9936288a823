"""Page of one signature: all that is known about it, and an organizer's decisions."""

import uuid
from http import HTTPStatus

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from signatures import tokens
from signatures.actions.evidence import voices
from signatures.actions.mail import reminders
from signatures.actions.moderation import decisions as moderation
from signatures.actions.moderation import notes
from signatures.actions.signing.linked_identities import orcid, sites
from signatures.forms.moderation.bulk import DecisionForm
from signatures.forms.moderation.decisions import NoteForm
from signatures.models import (
    Batch,
    Decision,
    IdentityClaim,
    Refusal,
    Right,
    Signature,
    SignatureNote,
)
from signatures.models.hold_reason import in_words
from signatures.renditions.people import linked_orcids
from signatures.text import addresses
from signatures.views.access.organizers import SignedInRequest, requires
from signatures.views.desk.layout import desk_page, statement_or_404

Act, State = Batch.Act, Signature.State
MOVABLE = (State.HELD, State.PUBLISHED, State.REJECTED)
LATEST = 100  # decisions shown


@requires(Right.SIGNATURES)
@require_safe
def signature_page(request: SignedInRequest, slug: str, public_id: uuid.UUID) -> HttpResponse:
    return _page(request, _signature(slug, public_id), DecisionForm())


@requires(Right.SIGNATURES)
@require_POST
def decide(request: SignedInRequest, slug: str, public_id: uuid.UUID) -> HttpResponse:
    signature = _signature(slug, public_id)
    form = DecisionForm(request.POST, name=signature.name)
    if not form.is_valid():
        return _page(request, signature, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    if form.cleaned_data["act"] == Act.PUBLISH and _needs_another(request, signature):
        messages.error(
            request,
            gettext("Names on the watch list need approval from two organizers, in the queue."),
        )
    elif not _decide(request, signature, **form.cleaned_data):
        text = gettext("Nothing was changed: this is not possible in the current state.")
        messages.error(request, text)
    return redirect("desk_signature", slug, public_id)


def _decide(
    request: SignedInRequest, signature: Signature, *, act: str, refusal: str, reason: str
) -> bool:
    if act == Act.HOLD:
        return moderation.hold(signature, by=request.user, reason=reason)
    if act == Act.PUBLISH:
        return moderation.publish(signature, by=request.user, reason=reason)
    return moderation.reject(signature, by=request.user, refusal=refusal, reason=reason)


@requires(Right.SIGNATURES)
@require_POST
def undo(request: SignedInRequest, slug: str, public_id: uuid.UUID, pk: int) -> HttpResponse:
    signature = _signature(slug, public_id)
    decision = get_object_or_404(signature.decisions, pk=pk)
    if not moderation.undo(decision, by=request.user):
        messages.error(request, gettext("Nothing was changed: there is a newer decision."))
    return redirect("desk_signature", slug, public_id)


@requires(Right.SIGNATURES)
@require_POST
def remove_site(request: SignedInRequest, slug: str, public_id: uuid.UUID) -> HttpResponse:
    if sites.refuse(_signature(slug, public_id), by=request.user):
        messages.success(
            request, gettext("The site is removed. The signatory cannot link another.")
        )
    return redirect("desk_signature", slug, public_id)


@requires(Right.SIGNATURES)
@require_POST
def remove_orcid(request: SignedInRequest, slug: str, public_id: uuid.UUID) -> HttpResponse:
    if orcid.refuse(_signature(slug, public_id), by=request.user):
        messages.success(
            request, gettext("The ORCID iD is removed. The signatory cannot link another.")
        )
    return redirect("desk_signature", slug, public_id)


@requires(Right.SIGNATURES)
@require_POST
def add_note(request: SignedInRequest, slug: str, public_id: uuid.UUID) -> HttpResponse:
    signature = _signature(slug, public_id)
    form = NoteForm(request.POST)
    if signature.is_erased or not form.is_valid():
        messages.error(request, gettext("Enter a note of up to 500 characters. Nothing is saved."))
    else:
        notes.add(signature, text=form.cleaned_data["text"], by=request.user)
    return redirect("desk_signature", slug, public_id)


@requires(Right.SIGNATURES)
@require_POST
def delete_note(request: SignedInRequest, slug: str, public_id: uuid.UUID, pk: int) -> HttpResponse:
    notes.delete(_signature(slug, public_id), pk, by=request.user)
    return redirect("desk_signature", slug, public_id)


def _signature(slug: str, public_id: uuid.UUID) -> Signature:
    statement = statement_or_404(slug)
    found = Signature.objects.select_related(
        "occupation", "text_version", "statement", "entry_change", "linked_site", "linked_orcid"
    )
    return get_object_or_404(found, public_id=public_id, statement=statement)


def _needs_another(request: SignedInRequest, signature: Signature) -> bool:
    one = Signature.objects.filter(pk=signature.pk)
    return moderation.needing_another(one, by=request.user).exists()


def _page(
    request: SignedInRequest, signature: Signature, form: DecisionForm, status: int = HTTPStatus.OK
) -> HttpResponse:
    decisions = list(_decisions(signature)[:LATEST])
    last = decisions[0] if decisions else None
    linked = getattr(signature, "linked_orcid", None)
    stands = signature.is_nameless or not signature.is_erased
    is_movable = signature.state in MOVABLE and stands
    context = {
        "signature": signature,
        "voice": voices.of(signature),
        "site": getattr(signature, "linked_site", None),
        "orcid": linked,
        "orcid_url": linked_orcids.address(linked.orcid) if linked else "",
        "refusal": dict(Refusal.choices).get(signature.refusal, ""),
        "reasons": in_words(signature.hold_reasons),
        "proofs": signature.attestations.with_guild(),
        "decisions": decisions,
        "notes": SignatureNote.objects.filter(signature=signature).select_related("by"),
        "undoable": last.pk if last and is_movable and _can_be_undone(last) else None,
        "is_movable": is_movable,
        "change": getattr(signature, "entry_change", None),
        "reported": IdentityClaim.objects.waiting().filter(signature=signature).exists(),
        "form": form,
        "reference": tokens.reference(signature.public_id),
        "can_be_reminded": reminders.can_be_reminded(signature),
        "domain": addresses.domains(signature.mailbox)[0] if signature.mailbox else "",
    }
    return desk_page(
        request,
        "desk/moderation/signature.html",
        context,
        statement=signature.statement,
        status=status,
    )


def _can_be_undone(decision: Decision) -> bool:
    return decision.from_state in MOVABLE and decision.to_state in MOVABLE


def _decisions(signature: Signature) -> QuerySet[Decision]:
    return signature.decisions.select_related("by").order_by("-pk")
