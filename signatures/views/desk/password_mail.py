"""The mail with a link to set a password, for people who were let in by others."""

import logging
from smtplib import SMTPException

from allauth.account.forms import ResetPasswordForm
from django.http import HttpRequest

from signatures.models import User

logger = logging.getLogger(__name__)


def send(request: HttpRequest, user: User) -> bool:
    """Mail the link; False when that fails. It can be asked for again at the sign-in page."""
    form = ResetPasswordForm({"email": user.email})
    form.is_valid()
    try:
        form.save(request)
    except (SMTPException, OSError) as error:
        # Its words may hold the address.
        logger.error("User %s got no link to set a password: %s", user.pk, type(error).__name__)
        return False
    return True
