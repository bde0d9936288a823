"""The list of occupations: adding, sorting, and deleting unused ones."""

from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify

from signatures.actions.record_keeping import audit_log, edits, ordering, page_cache
from signatures.errors import InUseError
from signatures.models import Decision, Occupation, Signature, TallyDelta, User
from signatures.text.folding import folded


@transaction.atomic
def add(occupation: Occupation, *, by: User) -> None:
    """Add an occupation at the end of the list, with a slug made from its name.

    Raises StaleEditError if someone else has added it in the meantime.
    """
    last = Occupation.objects.aggregate(Max("position"))["position__max"] or 0
    occupation.position = last + 1
    occupation.slug = _free_slug(occupation.name)
    edits.add(occupation, by=by)


@transaction.atomic
def move(occupation: Occupation, where: ordering.Where, *, by: User) -> bool:
    """Move an occupation in the list; return False if it is gone."""
    every = Occupation.objects.all()
    # One organizer at a time.
    list(every.select_for_update(no_key=True).order_by("pk").values_list("pk"))
    place = ordering.move(every, occupation.pk, where)
    if place is None:
        return False
    about = Decision.About.OCCUPATION
    audit_log.record(about, subject=occupation.slug, to_state=f"place {place}", by=by)
    page_cache.invalidate_on_commit()
    return True


@transaction.atomic
def delete(occupation: Occupation, *, by: User) -> bool:
    """Delete an occupation that no one has; return False if it is deleted already.

    Raises InUseError if it is used, or still offered, as someone may be choosing it just now.
    """
    stored = Occupation.objects.select_for_update().filter(pk=occupation.pk).first()
    if stored and (
        stored.offered
        or Signature.objects.filter(occupation=stored).exists()
        or TallyDelta.objects.filter(occupation=stored).exists()
    ):
        raise InUseError
    return edits.delete(occupation, by=by)


def _free_slug(name: str) -> str:
    slug = slugify(folded(name))[:40] or "occupation"
    taken = set(Occupation.objects.filter(slug__startswith=slug).values_list("slug", flat=True))
    numbered = (f"{slug}-{number}" for number in range(2, len(taken) + 3))
    return next(each for each in [slug, *numbered] if each not in taken)
