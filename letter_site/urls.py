from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

admin.autodiscover()
admin.site.login = secure_admin_login(admin.site.login)

handler400 = "signatures.views.errors.bad_request"
handler403 = "signatures.views.errors.forbidden"
handler404 = "signatures.views.errors.not_found"
handler500 = "signatures.views.errors.broken"

urlpatterns = [
    path("admin/", admin.site.urls),
    path("accounts/", include("allauth.urls")),
    path("", include("signatures.urls")),
]
