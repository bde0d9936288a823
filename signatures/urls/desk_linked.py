"""URLs of what signatories linked with one signature, below ``/desk/<slug>/signatures/<id>/``."""

from django.urls import path

from signatures.views.desk.moderation import signature

urlpatterns = [
    path("site/", signature.remove_site, name="desk_signature_site"),
    path("orcid/", signature.remove_orcid, name="desk_signature_orcid"),
]
