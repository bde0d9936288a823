import re

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

RULE = re.compile(r"rule_(\d+)")


class HoldReason(models.TextChoices):
    """A reason to hold a signature: the code in ``hold_reasons`` and its label for organizers."""

    MODERATED_BEFOREHAND = (
        "moderated_beforehand",
        _("all signatures of this statement are reviewed first"),
    )
    ORGANIZER = "organizer", _("taken off the list by an organizer")
    WATCHED_NAME = "watched_name", _("the name resembles one on the watch list")
    AUTHOR_NAME = "author_name", _("the name resembles one in the byline of the statement")
    MIXED_SCRIPTS = (
        "mixed_scripts",
        _("a word in the name mixes look-alike letters of different alphabets"),
    )
    DOMAIN = "domain", _("the name contains a web address")
    EMOJI = "emoji", _("the name contains pictures, symbols or styled letters")
    NO_LETTER = "no_letter", _("the name contains no letter")
    MANY_WORDS = "many_words", _("the name has unusually many words")
    SENTENCE = "sentence", _("the name is punctuated like a sentence")
    NUMBER = "number", _("the name contains a number")
    SIGNS = "signs", _("the name contains unusual symbols")
    CAPITALS = "capitals", _("the name is all in capitals")
    REPETITION = "repetition", _("the name repeats a letter or a word")
    SELF_DECLARED = "self_declared", _("the credit claims a well-known award or rank")
    OTHER_NAME = "other_name", _("the new name is not similar to the old one")
    SAME_MAILBOX = "same_mailbox", _("another signature may come from the same mailbox")
    SAME_WORDS = "same_words", _("another signature has the same name and credit")
    DENIED = "denied", _("the owner of the e-mail address says they did not sign")
    CLAIMED = "claimed", _("someone reported that the person named did not sign")
    DISPOSABLE = "disposable", _("the e-mail address is a disposable one")
    BOUNCED = "bounced", _("an e-mail to this address could not be delivered")
    NETWORK_BURST = "network_burst", _("many signatures came from one network within an hour")
    DOMAIN_BURST = "domain_burst", _("many signatures came from one e-mail domain within an hour")
    DISPUTED = "disputed", _("someone else says the guild membership is theirs; an officer decides")
    PROOF_REVOKED = "proof_revoked", _("the guild revoked the evidence for this signature")

    @staticmethod
    def of_rule(number: int) -> str:
        return f"rule_{number}"


def in_words(codes: list[str]) -> list[str]:
    """Return the labels of ``codes`` for organizers. An unknown code is returned as it is."""
    return [_in_words(code) for code in codes]


def _in_words(code: str) -> str:
    if rule := RULE.fullmatch(code):
        return gettext("rule %s") % rule[1]
    return str(HoldReason(code).label) if code in HoldReason.values else code
