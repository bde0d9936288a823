"""URLs of deliveries and answers of one statement, below ``/desk/<slug>/deliveries/``."""

from django.urls import path

from signatures.views.desk.lists import answers, deliveries

urlpatterns = [
    path("", deliveries.deliveries, name="desk_deliveries"),
    path("new/", deliveries.add, name="desk_delivery_new"),
    path("<uuid:public_id>/", deliveries.change, name="desk_delivery"),
    path("<uuid:public_id>/remove/", deliveries.remove, name="desk_delivery_remove"),
    path("<uuid:public_id>/update/", deliveries.write_update, name="desk_delivery_update"),
    path("<uuid:public_id>/answers/", answers.add, name="desk_answer_new"),
    path("<uuid:public_id>/answers/<int:pk>/", answers.change, name="desk_answer"),
    path("<uuid:public_id>/answers/<int:pk>/remove/", answers.remove, name="desk_answer_remove"),
]
