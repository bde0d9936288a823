"""Changes that people make to their own account. Each is in the audit log."""

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import AnonymousUser

from signatures.actions.record_keeping import audit_log
from signatures.models import Decision, User

KINDS = {
    Authenticator.Type.TOTP.value: "authenticator app",
    Authenticator.Type.WEBAUTHN.value: "passkey",
    Authenticator.Type.RECOVERY_CODES.value: "recovery codes",
}
Factors = dict[int, tuple[str, str]]


def second_factors(user: User | AnonymousUser) -> Factors:
    """Return the kind and name of each second factor, by id."""
    found = Authenticator.objects.filter(user=user.pk)
    return {each.pk: (each.type, str(each)) for each in found}


def record_second_factors(user: User | AnonymousUser, *, before: Factors) -> None:
    """Write changes of second factors since ``before`` into the audit log.

    Call it in the transaction of the change. Names are personal, so the log does not hold them.
    """
    after = second_factors(user)
    for pk in sorted(before.keys() | after.keys()):
        kind, _ = after.get(pk) or before[pk]
        if pk not in before:
            record(user, kind, "added")
        elif pk not in after:
            record(user, kind, "removed")
        elif before[pk] != after[pk]:
            record(user, kind, "renamed")


def record(user: User | AnonymousUser, what: str, became: str) -> None:
    """Write into the audit log that someone changed something of their own account."""
    assert isinstance(user, User)  # no one else has an account
    subject = KINDS.get(what, what)
    audit_log.record(Decision.About.ACCOUNT, person=user, subject=subject, to_state=became, by=user)
