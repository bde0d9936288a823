"""URLs of partners' totals of one statement, below ``/desk/<slug>/totals/``."""

from django.urls import path

from signatures.views.desk.statements import partner_totals

urlpatterns = [
    path("", partner_totals.totals, name="desk_partner_totals"),
    path("new/", partner_totals.add, name="desk_partner_total_new"),
    path("<int:pk>/", partner_totals.change, name="desk_partner_total"),
    path("<int:pk>/remove/", partner_totals.remove, name="desk_partner_total_remove"),
]
