"""Adapters for allauth, and middleware that requires a second factor."""

from collections.abc import Callable
from typing import Any

import requests
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from allauth.usersessions.adapter import DefaultUserSessionsAdapter
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from letter_site.accounts import known_devices
from signatures.actions.accounts import changes as accounts
from signatures.actions.accounts import emails as account_mail
from signatures.actions.accounts import second_factors, sign_in_limits
from signatures.actions.guilds.sign_in import http_client
from signatures.models import User
from signatures.views.access.officers import guild_of
from signatures.views.access.organizers import missing_step
from signatures.views.errors import not_found

# allauth's template names for e-mails with a sign-in code, to known and unknown addresses.
CODE_ASKED_FOR = {"account/email/login_code", "account/email/unknown_account"}
# Views that work before the second factor is checked, and further ones while there is none.
TO_SHOW_IT = {"account_logout", "mfa_reauthenticate", "mfa_reauthenticate_webauthn"}
TO_SET_IT_UP = {"account_reauthenticate", "mfa_index", "mfa_activate_totp", "mfa_add_webauthn"}


class AccountAdapter(DefaultAccountAdapter):
    """Account rules: no one signs up, because existing organizers and officers create accounts."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Return the guild's pages for its officers, and the desk for everyone else."""
        officer = guild_of(request) if request.user.is_authenticated else None
        return reverse("guild", args=[officer.slug]) if officer else settings.LOGIN_REDIRECT_URL

    def is_safe_url(self, url: str) -> bool:
        """Return False for an address that cannot be parsed; allauth would raise an error."""
        try:
            return super().is_safe_url(url)
        except ValueError:
            return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue an e-mail. Codes for unknown addresses are queued as well, but never sent."""
        if template_prefix in CODE_ASKED_FOR:
            account_mail.queue_login_code(email, context.get("code", ""))
        else:
            account_mail.queue_notice(email, template_prefix, context)

    def set_password(self, user: User, password: str) -> None:
        """Set a password, log that, and forget the wrong passwords from this device or source."""
        with transaction.atomic():
            super().set_password(user, password)
            accounts.record(user, "password", "set")
            sign_in_limits.forgive(known_devices.attempt(self.request, user.email))

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Raise a validation error after too many wrong passwords; see ``sign_in_limits``."""
        if sign_in_limits.is_full(known_devices.attempt(request, credentials["email"])):
            raise self.validation_error("too_many_login_attempts")

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        sign_in_limits.count_failure(known_devices.attempt(request, credentials["email"]))

    def post_login(self, request: HttpRequest, user: User, **about: Any) -> HttpResponse:
        response = super().post_login(request, user, **about)
        known_devices.remember(response, user.email)
        return response

    def get_reauthentication_methods(self, user: AbstractBaseUser | AnonymousUser) -> list[dict]:
        """Return the ways to prove identity again, without the password if there are others."""
        methods = super().get_reauthentication_methods(user)
        stronger = [each for each in methods if each["id"] != "reauthenticate"]
        return stronger or methods


class MFAAdapter(DefaultMFAAdapter):
    """Second factors, whose secrets are encrypted in the database."""

    def encrypt(self, text: str) -> str:
        return second_factors.seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return second_factors.unseal(encrypted_text)


class UserSessionsAdapter(DefaultUserSessionsAdapter):
    """Sessions of accounts; ending them writes a line to the log."""

    def end_sessions(self, sessions: list[UserSession]) -> None:
        with transaction.atomic():
            super().end_sessions(sessions)
            for user in {each.user for each in sessions}:
                accounts.record(user, "sessions", "ended")


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Accounts at other sites: no one signs in here with one; members only prove they have one."""

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        raise ImmediateHttpResponse(not_found(request, LookupError()))

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def list_apps(self, *asked: Any, **more: Any) -> list:
        return []

    def get_requests_session(self) -> requests.Session:
        return http_client.session()


class SecondFactor:
    """Middleware that requires a second factor in each session of everyone who signs in.

    Until then people can only set it up, use it, or sign out.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *view: Any) -> HttpResponse | None:
        name = request.resolver_match.view_name if request.resolver_match else ""
        if not request.user.is_authenticated or name in TO_SHOW_IT:
            return None
        step = missing_step(request)
        if step == reverse("mfa_index") and name in TO_SET_IT_UP:
            return None
        return redirect(step) if step else None
