"""Registry of proof methods: everything the site knows about each way to verify a signature.

To add a method: a value of Method, and an entry in METHODS. Without the entry the site does not
start. Labels, tallies, pages, files, search and "How signatures are checked" all read it.
"""

from dataclasses import dataclass

from django.core.exceptions import ImproperlyConfigured
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

Words = str | Promise


class Method(models.TextChoices):
    EMAIL = "email", _("E-mail confirmed")
    GUILD_CODE = "guild_code", _("Guild code")
    GUILD_OFFICER = "guild_officer", _("Confirmed by an officer of the guild")
    GUILD_ROSTER = "guild_roster", _("On the guild’s roster")
    GUILD_SSO = "guild_sso", _("Signed in with the guild")
    GUILD_DOMAIN = "guild_domain", _("Address at the guild’s own domain")


@dataclass(frozen=True)
class Form:
    """The part of the membership page on which a signatory uses a guild's method.

    ``guild_learns`` and ``site_learns`` say what each of them gets to know by it. The public gets
    to know the mark of the method.
    """

    heading: Words
    template: str
    guild_learns: Words
    site_learns: Words
    has_requests: bool = False  # the guild answers later, so the part shows where a request stands


@dataclass(frozen=True)
class ProofMethod:
    """One way to verify a signature. No method proves that the name is real.

    ``mark`` stands beside the name and says what happened, with the name of the guild.
    ``happened`` and ``proves`` are the sentences of "How signatures are checked". ``form`` is
    None for the method that no guild gives.
    """

    name: Method
    mark: Words
    happened: Words
    proves: Words
    form: Form | None = None

    @property
    def label(self) -> str:
        return str(self.name.label)

    def mark_of(self, guild: str = "") -> str:
        """Return the mark. Without the name of a guild it says "a guild"."""
        return str(self.mark) % {"guild": guild or gettext("a guild")}

    @property
    def is_of_guild(self) -> bool:
        """Return whether a guild gives this proof."""
        return self.form is not None


# Weakest first. The order decides by which proof a signature is counted. An identity check by an
# organizer is independent of it.
ENTRIES = [
    ProofMethod(
        Method.EMAIL,
        mark=_("confirmed an e-mail address"),
        happened=_(
            "We sent a link to the e-mail address, and someone who reads it clicked the button on"
            " the page."
        ),
        proves=_("The address exists, and someone who reads its e-mail agreed to sign."),
    ),
    ProofMethod(
        Method.GUILD_DOMAIN,
        mark=_("confirmed an e-mail address at %(guild)s"),
        happened=_(
            "The person confirmed an e-mail address at an internet domain that the guild says is"
            " its own."
        ),
        proves=_(
            "They have an address at the guild, as members or as staff. It counts as membership"
            " only where the guild declares that no one else has one; otherwise as a confirmed"
            " e-mail address."
        ),
        form=Form(
            _("With your e-mail address at the guild"),
            "members/_domain.html",
            _("nothing, unless it reads the e-mail of its domain"),
            _("the address you have confirmed"),
        ),
    ),
    ProofMethod(
        Method.GUILD_ROSTER,
        mark=_("was on the member list of %(guild)s"),
        happened=_(
            "The person entered a member number and surname that match the guild’s list of members."
        ),
        proves=_("They know the number of a member with that surname."),
        form=Form(
            _("With your member number"),
            "members/_roster.html",
            _("how many of its members signed, not who"),
            _("that a member signed, and a hash of the number so that it counts once"),
        ),
    ),
    ProofMethod(
        Method.GUILD_OFFICER,
        mark=_("an officer of %(guild)s confirmed membership"),
        happened=_("An officer of the guild looked at the details the person gave and said yes."),
        proves=_("The guild took them for a member."),
        form=Form(
            _("Ask an officer of your guild"),
            "members/_vouching.html",
            _("the name you sign with, what you enter here, and the statement"),
            _("what you enter here, until it is erased"),
            has_requests=True,
        ),
    ),
    ProofMethod(
        Method.GUILD_CODE,
        mark=_("entered a code that %(guild)s sent to its members"),
        happened=_("The person entered a one-time code that the guild had sent to its members."),
        proves=_("They had a member’s code."),
        form=Form(
            _("With a code from your guild"),
            "members/_code.html",
            _("roughly how many of its codes were used, never which"),
            _("that a member’s code was used, not whose it is"),
        ),
    ),
    ProofMethod(
        Method.GUILD_SSO,
        mark=_("signed in with %(guild)s"),
        happened=_(
            "The person signed in on the guild’s own site, which told us that they are a member."
        ),
        proves=_("They could sign in to a member’s account at the guild."),
        form=Form(
            _("Sign in with your guild"),
            "members/_sign_in.html",
            _("that you came from this site, not what you sign or under which name"),
            _(
                "that you are a member, but not your name or number there; a keyed hash of your "
                "account is kept so that it counts once"
            ),
        ),
    ),
]
METHODS: dict[str, ProofMethod] = {each.name.value: each for each in ENTRIES}

# What is counted as proven by no method: added by organizers.
NO_PROOF = "none"
NO_PROOF_MARK = _("added by the campaign team, not confirmed")

if missing := set(Method.values) - METHODS.keys():
    raise ImproperlyConfigured(f"Proof methods without an entry in METHODS: {sorted(missing)}")

GUILD_METHODS = [each for each in ENTRIES if each.is_of_guild]
GUILD_CHOICES = [choice for choice in Method.choices if METHODS[choice[0]].is_of_guild]


def strength(method: str) -> int:
    """Return a number that is higher for a stronger method."""
    return list(METHODS).index(method)


def strongest_first() -> list[ProofMethod]:
    """Return all methods in the order in which pages list them."""
    return list(reversed(ENTRIES))
