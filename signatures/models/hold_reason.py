import re

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

RULE = re.compile(r"rule_(\d+)")


class HoldReason(models.TextChoices):
    """A reason to hold a signature: the code in ``hold_reasons`` and its label for organizers."""

    MODERATED_BEFOREHAND = "moderated_beforehand", _("names of this statement wait for you")
    ORGANIZER = "organizer", _("taken off the list by an organizer")
    WATCHED_NAME = "watched_name", _("the name resembles one on the watch list")
    MIXED_SCRIPTS = "mixed_scripts", _("one word of the name mixes letters that look alike")
    DOMAIN = "domain", _("there is a web address in the name")
    NO_LETTER = "no_letter", _("there is no letter in the name")
    MANY_WORDS = "many_words", _("the name has more words than names have")
    SENTENCE = "sentence", _("the name ends or stops as a sentence does")
    NUMBER = "number", _("there is a number in the name")
    SIGNS = "signs", _("there are signs in the name that no name is spelled with")
    CAPITALS = "capitals", _("the whole name is in capitals")
    REPETITION = "repetition", _("the name repeats a letter or a word")
    SELF_DECLARED = "self_declared", _("the credit claims an award or rank people are known for")
    SAME_MAILBOX = "same_mailbox", _("another signature has what may be the same mailbox")
    SAME_WORDS = "same_words", _("another signature has the same name and credit")
    DENIED = "denied", _("the owner of the mailbox says they did not sign")
    DISPOSABLE = "disposable", _("the address is of a service for throw-away addresses")
    BOUNCED = "bounced", _("a mail to this address could not be delivered")
    NETWORK_BURST = "network_burst", _("many signatures came from one network within an hour")
    DOMAIN_BURST = "domain_burst", _("many signatures came from one mail domain within an hour")
    PROOF_REVOKED = "proof_revoked", _("the guild took back what had proven the signature")

    @staticmethod
    def of_rule(number: int) -> str:
        return f"rule_{number}"


def in_words(codes: list[str]) -> list[str]:
    """Return the labels of ``codes`` for organizers. An unknown code is returned as it is."""
    return [_in_words(code) for code in codes]


def _in_words(code: str) -> str:
    if rule := RULE.fullmatch(code):
        return gettext("rule %s of yours") % rule[1]
    return str(HoldReason(code).label) if code in HoldReason.values else code
