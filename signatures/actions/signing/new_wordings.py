"""Signing a statement's new wording in place of an earlier one."""

from django.db import transaction
from django.utils import timezone

from signatures.actions.counts import tallies
from signatures.actions.mail import links
from signatures.actions.record_keeping import page_cache
from signatures.actions.statements import rounds
from signatures.errors import ChangedTextError, UsedLinkError
from signatures.models import Decision, Signature, TextVersion, Token, WordingRequest

State = Signature.State
SIGNS = (State.PENDING, State.HELD, State.PUBLISHED)


def current_text(signature: Signature) -> TextVersion:
    """Return the current wording, in the language of the text that was signed if there is one."""
    texts = TextVersion.objects.filter(statement=signature.statement_id)
    return texts.current_first(signature.text_version.language)[0]


def has_signed_earlier(signature: Signature) -> bool:
    """Return whether the signature is to an earlier wording and can move to the current one."""
    if signature.state not in SIGNS:
        return False
    return signature.wording < current_text(signature).wording


@transaction.atomic
def sign_current(link: str, *, read: str) -> Signature:
    """Sign the current wording in place of the earlier one; return the signature.

    ``read`` is the SHA-256 of the text above the button. May be repeated: the second click
    changes nothing. Raises BrokenLinkError, UsedLinkError for a signature that is withdrawn or
    not accepted, and ChangedTextError if the wording has changed since it was read.
    """
    found = links.follow(link, Token.Purpose.MANAGE)
    signature = Signature.objects.select_for_update(of=["self"]).get(pk=found.pk)
    if signature.state not in SIGNS:
        raise UsedLinkError
    signature.statement, signature.text_version = found.statement, found.text_version
    text = current_text(signature)
    if signature.wording < text.wording:
        if read != text.text_sha256:
            raise ChangedTextError
        _move(signature, text)
    return signature


def _move(signature: Signature, text: TextVersion) -> None:
    now, before = timezone.now(), signature.text_version
    is_counted = signature.state != State.PENDING
    if is_counted:
        tallies.left(signature)
    WordingRequest.objects.update_or_create(
        signature=signature,
        wording=text.wording,
        defaults={"text_version": text, "answered_at": now},
        create_defaults={"text_version": text, "answered_at": now, "from_text": before},
    )
    signature.text_version, signature.wording, signature.signed_at = text, text.wording, now
    if signature.state == State.PUBLISHED:
        signature.published_at = now
    signature.save(update_fields=["text_version", "wording", "signed_at", "published_at"])
    if is_counted:
        tallies.entered(signature)
    Decision.objects.create(
        signature=signature,
        statement=signature.statement,
        from_state=signature.state,
        to_state=signature.state,
        reason=f"signed text version {text.label} in place of {before.label}",
    )
    rounds.note_answer(signature)
    page_cache.invalidate_on_commit()
