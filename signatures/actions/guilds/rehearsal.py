"""A test run of a guild's ways with three invented members, for officers on their first day.

It uses the same code as real members do, on an invented statement, in one transaction that is
rolled back. So nothing of it is stored, counted, sent or shown; only the log says that it ran.
"""

import secrets
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from signatures import tokens
from signatures.actions.guilds.codes import batches
from signatures.actions.guilds.vouching import answers, requests
from signatures.actions.guilds.vouching.requests import Details
from signatures.actions.mail import links
from signatures.actions.record_keeping import audit_log
from signatures.actions.signing import sign as signing
from signatures.actions.signing.submissions import SignatureInput, Source
from signatures.actions.statements import texts
from signatures.errors import WrongGuildCodeError
from signatures.models import Decision, Guild, Signature, Statement, TextVersion, Token, User
from signatures.models.proof_methods import Method

PEOPLE = ("Quilla Harbor", "Marlo Tidewater", "Fenna Lanthorn")
HERE = Source("192.0.2.1/32", "192.0.2.0/24", shared=True)  # reserved for examples
HOUR = timedelta(hours=1)


class Result(NamedTuple):
    """The outcome for one way: how many of PEOPLE were confirmed, and who was rightly refused."""

    method: str
    confirmed: int
    refused: int  # of wrong and repeated attempts
    wrong: int  # attempts that should be refused


def run(guild: Guild, *, by: User) -> list[Result]:
    """Try the ways that need no other server, and return a result for each that is switched on."""
    with transaction.atomic():
        text = _statement()
        found = [trial(guild, text, by) for name, trial in TRIALS.items() if name in guild.methods]
        transaction.set_rollback(True)
    audit_log.record(
        Decision.About.GUILD, by=by, subject=guild.slug, to_state="test run, nothing kept"
    )
    return found


def _codes(guild: Guild, text: TextVersion, by: User) -> Result:
    """Request, issue and make a code for each, use them, then try a wrong and a used one."""
    Guild.objects.filter(pk=guild.pk).update(members=(guild.members or 0) + 1_000_000)
    ends_at = timezone.now() + HOUR
    batch = batches.ask(guild, size=len(PEOPLE), ends_at=ends_at, note="", by=by)
    batches.issue(batch, by=User.objects.create_user(f"{secrets.token_hex(8)}@test.invalid"))
    codes = list(tokens.guild_codes(batches.make(batch, by=by)))
    used = [_signs(text, name, code) for name, code in zip(PEOPLE, codes, strict=True)]
    bad = [next(tokens.guild_codes(tokens.new_guild_codes(1))), codes[0]]
    refused = [not _signs(text, PEOPLE[0], code) for code in bad]
    return Result(Method.GUILD_CODE, sum(used), sum(refused), len(bad))


def _signs(text: TextVersion, name: str, code: str) -> bool:
    try:
        signing.sign(SignatureInput(name, guild_code=code), on=text, source=HERE)
    except WrongGuildCodeError:
        return False
    return True


def _vouching(guild: Guild, text: TextVersion, by: User) -> Result:
    """Let each ask; answer yes to all but the last, who is no member."""
    said = dict(zip(PEOPLE, ("yes", "yes", "no"), strict=True))
    for name, answer in said.items():
        link = signing.sign(SignatureInput(name, guild=guild), on=text, source=HERE)
        signature = links.follow(link or "", Token.Purpose.MANAGE)
        request = requests.ask(signature, Details(number="T-1"), guild=guild, source=HERE)
        answers.answer(request.key, answer, guild=guild, by=by)
    asked = Signature.objects.filter(vouch_requests__guild=guild, statement=text.statement)
    waiting = asked.filter(vouch_requests__state="second").count()  # a second officer is asked
    confirmed = asked.filter(attestations__method=Method.GUILD_OFFICER).count() + waiting
    refused = asked.filter(attestations=None, vouch_requests__state="no").count()
    return Result(Method.GUILD_OFFICER, confirmed, refused, 1)


TRIALS: Mapping[str, Callable[[Guild, TextVersion, User], Result]] = {
    Method.GUILD_CODE: _codes,
    Method.GUILD_OFFICER: _vouching,
}


def _statement() -> TextVersion:
    now = timezone.now()
    times = {"opens_at": now - HOUR, "publishes_at": None}
    made = Statement.objects.create(slug=f"test-run-{secrets.token_hex(8)}", **times)
    return texts.add_text(
        TextVersion(statement=made, language=made.language, title="Test", text="A test.")
    )
