from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

import signatures.admin  # noqa: F401 - says what superusers see; nothing else is registered
from letter_site.mail import outgoing

# allauth documents this assignment.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]  # above

handler400 = "signatures.views.errors.bad_request"
handler403 = "signatures.views.errors.forbidden"
handler404 = "signatures.views.errors.not_found"
handler500 = "signatures.views.errors.broken"

urlpatterns = [
    # This page logs the change of password; Django's own does not.
    path("admin/password_change/", RedirectView.as_view(pattern_name="account_change_password")),
    path("admin/", admin.site.urls),
    path("accounts/", include("letter_site.accounts.pages")),
    path("webhooks/mail/", include(outgoing.webhooks(settings.EMAIL_PROVIDER))),
    path("", include("signatures.urls")),
]
