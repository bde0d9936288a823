from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path, re_path

from signatures.views import errors
from signatures.views.guild_sign_in import journey

admin.autodiscover()
admin.site.login = secure_admin_login(admin.site.login)

handler400 = "signatures.views.errors.bad_request"
handler403 = "signatures.views.errors.forbidden"
handler404 = "signatures.views.errors.not_found"
handler500 = "signatures.views.errors.broken"

urlpatterns = [
    path("admin/", admin.site.urls),
    # Of what allauth has for signing in elsewhere, one address works, in a way of its own.
    re_path(r"^accounts/oidc/(?P<provider_id>[-\w]+)/login/callback/$", journey.callback),
    re_path("^accounts/(?:3rdparty|social|oidc)/", errors.not_found, {"exception": None}),
    path("accounts/", include("allauth.urls")),
    path("", include("signatures.urls")),
]
