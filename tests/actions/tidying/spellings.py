"""Spellings of credits tidied and read, for the tests of this folder."""

from signatures.actions.tidying import credits as tidying_credits
from signatures.models import Signature


def credits(text):
    found = Signature.objects.filter(statement=text.statement).order_by("pk")
    return list(found.values_list("credit", flat=True))


def found(text, words):
    return Signature.objects.filter(statement=text.statement).containing(words).count()


def tidy(text, maud, *spellings, keep="Tin player"):
    return tidying_credits.tidy(text.statement, spellings, keep=keep, by=maud)
