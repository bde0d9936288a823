"""What allauth asks this site, and what it has no setting for: the second factor."""

import logging
from collections.abc import Callable
from smtplib import SMTPException
from typing import Any
from urllib.parse import urlsplit

import requests
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailConfirmation
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from signatures.actions import providers
from signatures.views.desk.door import missing_step
from signatures.views.errors import not_found
from signatures.views.guilds.door import guild_of

logger = logging.getLogger(__name__)

# What works before the second factor is shown, and what besides while there is none.
TO_SHOW_IT = {"account_logout", "mfa_reauthenticate", "mfa_reauthenticate_webauthn"}
TO_SET_IT_UP = {"account_reauthenticate", "mfa_index", "mfa_activate_totp", "mfa_add_webauthn"}


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up: organizers and officers are made by those who are there already."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Officers of a guild have pages of their own."""
        officer = guild_of(request) if request.user.is_authenticated else None
        return reverse("guild", args=[officer.slug]) if officer else settings.LOGIN_REDIRECT_URL

    def get_reset_password_from_key_url(self, key: str) -> str:
        return _of_this_site(super().get_reset_password_from_key_url(key))

    def get_email_confirmation_url(
        self, request: HttpRequest, emailconfirmation: EmailConfirmation
    ) -> str:
        return _of_this_site(super().get_email_confirmation_url(request, emailconfirmation))

    def format_email_subject(self, subject: str) -> str:
        return f"[{settings.SITE_NAME}] {subject}"

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a mail of two parts, as templates/account/email/ and templates/mfa/email/ say."""
        site = {
            "site_name": settings.SITE_NAME,
            "site_url": settings.SITE_URL,
            "sessions_url": settings.SITE_URL + reverse("usersessions_list"),
            "login_url": settings.SITE_URL + reverse("account_login"),
        }
        super().send_mail(template_prefix, email, {**context, **site})

    def send_notification_mail(self, *about: Any, **more: Any) -> None:
        """A notice that cannot be sent keeps nobody from setting up what it tells of."""
        try:
            super().send_notification_mail(*about, **more)
        except (SMTPException, OSError) as error:  # whose words may hold an address
            logger.error("A notice to somebody who signs in was not sent: %s", type(error).__name__)

    def get_reauthentication_methods(self, user: AbstractBaseUser | AnonymousUser) -> list[dict]:
        """A password alone does not do for somebody who has more than that."""
        methods = super().get_reauthentication_methods(user)
        stronger = [each for each in methods if each["id"] != "reauthenticate"]
        return stronger or methods


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Nobody signs in here with an account from elsewhere; members only show that they have one."""

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        raise ImmediateHttpResponse(not_found(request, LookupError()))

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def list_apps(self, *asked: Any, **more: Any) -> list:
        return []

    def get_requests_session(self) -> requests.Session:
        return providers.session()


class SecondFactor:
    """Everybody who signs in needs a second factor, shown in this very session.

    Until then nothing works but setting it up, showing it, and signing out.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *view: Any) -> HttpResponse | None:
        name = request.resolver_match.view_name
        if not request.user.is_authenticated or name in TO_SHOW_IT:
            return None
        step = missing_step(request)
        if step == reverse("mfa_index") and name in TO_SET_IT_UP:
            return None
        return redirect(step) if step else None


def _of_this_site(url: str) -> str:
    """Point to SITE_URL: a forged Host header must not end up in somebody's mailbox."""
    return settings.SITE_URL + urlsplit(url).path
