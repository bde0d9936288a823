"""Invented requests among the real ones, by which it is seen whether officers look.

One in fifty, at a place of its own among those who wait, and as they look: whoever says yes to
it says yes to anybody. It is no signature, is counted nowhere and has no line in the log.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from signatures.models import Guild, VouchAnswer, VouchRequest
from signatures.text import invented

BATCH = 50  # requests on one page of the queue
LEAST = 25  # in a shorter queue one would stand out
APART = 25  # answers between two; a whole batch makes it one in fifty


@transaction.atomic
def plant(guild: Guild) -> VouchRequest | None:
    """Plant one among those whose turn is next, unless one is there or was a moment ago."""
    real = _next_without_one(guild)
    if not real:
        return None
    Guild.objects.select_for_update(no_key=True).get(pk=guild.pk)  # one at a time
    real = _next_without_one(guild)
    if not real or not _is_time(guild):
        return None
    like = invented.draw.choice(real)
    return VouchRequest.objects.create(
        guild=guild,
        statement_id=like.statement_id,
        asked_at=_moment_among(real),
        name=invented.name(),
        stage_name=invented.name() if like.stage_name else "",
        legal_name=invented.name() if like.legal_name else "",
        **_evidence(like, real),
    )


def _next_without_one(guild: Guild) -> list[VouchRequest]:
    batch = VouchRequest.objects.open().filter(guild=guild).order_by("asked_at", "pk")[:BATCH]
    real = [each for each in batch if not each.is_planted]
    return real if len(real) >= LEAST and len(real) == len(batch) else []


def _is_time(guild: Guild) -> bool:
    last = VouchRequest.objects.planted().filter(guild=guild).order_by("-made_at").first()
    since = VouchAnswer.objects.filter(guild=guild)
    return last is None or since.filter(answered_at__gte=last.made_at).count() >= APART


def _moment_among(real: Sequence[VouchRequest]) -> datetime:
    place = invented.draw.randrange(len(real) - 1)
    before, after = real[place].asked_at, real[place + 1].asked_at
    return before + (after - before) * invented.draw.random()


def _evidence(like: VouchRequest, real: Sequence[VouchRequest]) -> dict[str, str]:
    """A number of their shape, or words; never a link, which would lead to somebody."""
    numbers = [like.number] if like.number else [each.number for each in real if each.number]
    wants_number = numbers and (like.number or like.link)
    number = invented.number(invented.draw.choice(numbers)) if wants_number else ""
    return {"number": number, "words": invented.words() if like.words or not number else ""}
