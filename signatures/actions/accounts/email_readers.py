"""Recipients and content of e-mails about accounts, decided when they are sent.

Public forms do not look up accounts, so their response time does not reveal whether one exists.
"""

import json
import logging
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.urls import reverse
from django.utils import timezone
from django.utils.http import int_to_base36

from signatures import mail, tokens
from signatures.actions.mail import mailbox_limits
from signatures.models import OutgoingMail, User

logger = logging.getLogger(__name__)

Kind = OutgoingMail.Kind
PURPOSE = "account mail"
CODE_WORKS_FOR = timedelta(seconds=settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT)


def sealed(**content: Any) -> str:
    """Return ``content`` encrypted, for ``OutgoingMail.sealed``."""
    return tokens.seal(json.dumps(content), purpose=PURPOSE)


def may_have(outgoing: OutgoingMail) -> bool:
    """Tell whether an account e-mail may be sent, and count it in the limits of its mailbox.

    It goes only to the address of someone who may sign in. E-mails that organizers request, and
    notices of changes, have no limit.
    """
    content = _opened(outgoing)
    user = _user(content)
    if user is None:
        return False
    if outgoing.kind == Kind.LOGIN_CODE and outgoing.created_at < timezone.now() - CODE_WORKS_FOR:
        return False
    if outgoing.attempts or not content.get("limited"):
        return True
    return mailbox_limits.may_hear(user.email, of=None)


def address(outgoing: OutgoingMail) -> mail.DirectMail:
    """Return the address and values of the e-mail, with a new link if it is to set a password."""
    content = _opened(outgoing)
    context = {**content.get("context", {}), "code": content.get("code", "")}
    if "timestamp" in context:
        context["timestamp"] = datetime.fromisoformat(context["timestamp"])
    user = _user(content)
    if outgoing.kind == Kind.PASSWORD_LINK and user:
        context["password_reset_url"] = _password_link(user)
    return mail.DirectMail((content["to"],), context, notice=content.get("template", ""))


def _opened(outgoing: OutgoingMail) -> dict[str, Any]:
    """Return the content, or an empty dict if no key opens it or it was sent already."""
    opened = tokens.unseal(outgoing.sealed, purpose=PURPOSE) if outgoing.sealed else None
    if opened is None:
        logger.error("Mail %s cannot be opened: was SECRET_KEY changed?", outgoing.pk)
        return {}
    return json.loads(opened)


def _user(content: dict[str, Any]) -> User | None:
    return User.objects.filter(email=content.get("to", ""), is_active=True).first()


def _password_link(user: User) -> str:
    key = {"uidb36": int_to_base36(user.pk), "key": default_token_generator.make_token(user)}
    return settings.SITE_URL + reverse("account_reset_password_from_key", kwargs=key)
