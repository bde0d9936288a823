"""URLs of the account pages: the allauth views that are enabled, with their changes logged.

All other allauth pages answer 404. No one can change an e-mail address here; superusers do
that at /admin/.
"""

from collections.abc import Callable
from functools import wraps

from allauth import urls as allauth_urls
from allauth.account import views as account
from allauth.account.decorators import reauthentication_required
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.urls import include, path, re_path
from django.views.generic import RedirectView

from signatures.actions.accounts import changes as accounts
from signatures.views import errors
from signatures.views.access import digest
from signatures.views.members.sign_in import journey
from signatures.views.signing.own import orcid

View = Callable[..., HttpResponseBase]

CLOSED = "^(?:3rdparty|social|oidc|email|confirm-email|signup|reauthenticate/code)/"


def recorded(view: View) -> View:
    """Wrap a view so that its changes to an account and their log lines share a transaction."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if request.method != "POST":
            return view(request, *args, **kwargs)
        with transaction.atomic():
            factors = accounts.second_factors(request.user)
            response = view(request, *args, **kwargs)
            accounts.record_second_factors(request.user, before=factors)
        return response

    return wrapped


urlpatterns = [
    path("", RedirectView.as_view(pattern_name="mfa_index")),
    path("digest/", digest.digest_page, name="account_digest"),
    # The only allauth address for sign-in at other sites that works, with a view of our own.
    re_path(r"^oidc/(?P<provider_id>[-\w]+)/login/callback/$", journey.callback),
    path("orcid/callback/", orcid.callback, name="orcid_callback"),
    re_path(CLOSED, errors.not_found, {"exception": None}),
    path("password/change/", recorded(account.password_change), name="account_change_password"),
    path(
        "password/set/",
        reauthentication_required(recorded(account.password_set)),
        name="account_set_password",
    ),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        recorded(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path("2fa/totp/activate/", recorded(totp.activate_totp), name="mfa_activate_totp"),
    path("2fa/totp/deactivate/", recorded(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path(
        "2fa/recovery-codes/generate/",
        recorded(recovery_codes.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path("2fa/webauthn/add/", recorded(webauthn.add_webauthn), name="mfa_add_webauthn"),
    path(
        "2fa/webauthn/keys/<int:pk>/remove/",
        recorded(webauthn.remove_webauthn),
        name="mfa_remove_webauthn",
    ),
    path(
        "2fa/webauthn/keys/<int:pk>/edit/",
        recorded(webauthn.edit_webauthn),
        name="mfa_edit_webauthn",
    ),
    path("", include(allauth_urls)),
]
