"""Forms of the account pages that replace allauth's, which reveal too much or log nothing."""

from typing import Any

from allauth.account.forms import ResetPasswordForm as AllauthResetPasswordForm
from django.http import HttpRequest

from signatures.actions.accounts import emails as account_mail


class ResetPasswordForm(AllauthResetPasswordForm):
    """A request for a link to set a password.

    It looks no account up, so the time it takes does not reveal whether one exists.
    """

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()

    def save(self, request: HttpRequest, **more: Any) -> str:
        email = self.cleaned_data["email"]
        account_mail.queue_password_link(email, limited=True)
        return email
