"""Addresses of owners' pages for webhooks, below a statement of the desk."""

from django.urls import path

from signatures.views.desk import webhooks

urlpatterns = [
    path("", webhooks.webhooks, name="desk_webhooks"),
    path("<int:pk>/", webhooks.webhook, name="desk_webhook"),
    path("<int:pk>/act/", webhooks.act, name="desk_webhook_act"),
]
