"""URLs of the desk about the operation of the site."""

from django.urls import path

from signatures.views.desk import operation, reduced
from signatures.views.desk.statements import notices

urlpatterns = [
    path("", operation.operation, name="desk_operation"),
    path("budget/", operation.lift_budget, name="desk_lift_budget"),
    path("retry/", operation.retry_failed, name="desk_retry_failed"),
    path("reduced/", reduced.reduced, name="desk_reduced"),
    path("notice/", notices.site_notice, name="desk_site_notice"),
    path("notice/remove/", notices.remove_site, name="desk_site_notice_remove"),
]
