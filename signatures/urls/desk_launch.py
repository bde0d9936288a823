"""URLs of the launch of one statement, below ``/desk/<slug>/launch/``."""

from django.urls import path

from signatures.views.desk.statements import launch, lifecycle

urlpatterns = [
    path("", launch.launch, name="desk_launch"),
    path("rehearsal/", launch.rehearsal, name="desk_rehearsal"),
    path("publish/", lifecycle.publish_now, name="desk_publish_now"),
    path("take-back/", launch.take_back, name="desk_take_back"),
    path("close/", lifecycle.close_now, name="desk_close_now"),
]
