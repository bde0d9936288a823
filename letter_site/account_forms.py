"""Forms of the account pages, where allauth's say too much or write no line of the log."""

from typing import Any

from allauth.account.forms import ResetPasswordForm as AllauthResetPasswordForm
from django.http import HttpRequest

from signatures.actions.accounts import emails as account_mail


class ResetPasswordForm(AllauthResetPasswordForm):
    """Ask for a link to set a password. Looks nobody up, so the time it takes tells nothing."""

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()

    def save(self, request: HttpRequest, **more: Any) -> str:
        email = self.cleaned_data["email"]
        account_mail.queue_password_link(email, limited=True)
        return email
