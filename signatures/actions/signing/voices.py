"""Changes of one's own quote and affiliation, by the link in an e-mail."""

from django.db import transaction
from django.utils import timezone

from signatures.actions.evidence import screening, voices
from signatures.actions.evidence.voices import Voice
from signatures.actions.record_keeping import page_cache
from signatures.actions.signing import changing
from signatures.models import Affiliation, Decision, Quote, Signature
from signatures.models.decision import CHANGED


@transaction.atomic
def change(link: str, voice: Voice) -> bool:
    """Store a new quote and affiliation; return False if nothing is different.

    A new quote waits until an organizer has read it, and the old one is gone at once. A new
    affiliation waits if screening has a reason. May be repeated. Raises BrokenLinkError, and
    UsedLinkError for a signature that is withdrawn or not accepted.
    """
    signature = changing.locked(link)
    before = voices.of(signature)
    if voice == before:
        return False
    known = _reasons(signature)
    if voice.quote != before.quote:
        _write_quote(signature, voice.quote)
    if voice.affiliation != before.affiliation:
        _write_affiliation(signature, voice.affiliation, known)
    Decision.objects.create(
        signature=signature,
        statement=signature.statement,
        from_state=signature.state,
        to_state=CHANGED,
        reason="quote or affiliation changed by the signatory",
    )
    page_cache.invalidate_on_commit()
    return True


def _write_quote(signature: Signature, text: str) -> None:
    Quote.objects.filter(signature=signature).delete()
    if text:
        Quote.objects.create(
            signature=signature,
            statement=signature.statement,
            text=text,
            sent_at=timezone.now(),
        )


def _write_affiliation(signature: Signature, name: str, known: set[str]) -> None:
    """Write an affiliation, which waits if it brings a reason that was not ``known``."""
    Affiliation.objects.filter(signature=signature).delete()
    if not name:
        return
    made = Affiliation.objects.create(
        signature=signature, statement=signature.statement, name=name, key=voices.key(name)
    )
    if signature.state != Signature.State.PENDING and _reasons(signature) - known:
        made.state = Affiliation.State.WAITING
        made.save(update_fields=["state"])


def _reasons(signature: Signature) -> set[str]:
    """Return why screening would hold the signature, read anew, as far as its words matter."""
    fresh = Signature.objects.select_related("statement").get(pk=signature.pk)
    verdict = screening.screen(fresh)
    refused = {verdict.refused_by} if verdict.refused_by else set()
    return {*verdict.reasons, *refused} - changing.NOT_ABOUT_WORDS
