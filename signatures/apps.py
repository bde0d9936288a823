from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.db import connections
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class SignaturesConfig(AppConfig):
    name = "signatures"
    verbose_name = _("Signatures")

    def ready(self) -> None:
        from signatures import checks  # noqa: F401, PLC0415 - registers itself

        post_migrate.connect(_apply_triggers_always, sender=self)
        post_migrate.connect(_remake_keys, sender=self)
        if settings.EMAIL_PROVIDER:
            from anymail.signals import tracking  # type: ignore[import-untyped]  # noqa: PLC0415 - no types

            tracking.connect(_note_event, dispatch_uid="signatures")


def _apply_triggers_always(using: str, **kwargs: Any) -> None:
    """Let no session ignore a trigger. Any migration with a trigger allows that again."""
    from signatures.models.triggers import NEVER_IGNORED  # noqa: PLC0415 - needs the models

    with connections[using].cursor() as cursor:
        cursor.execute(NEVER_IGNORED)


def _remake_keys(plan: Any = None, **kwargs: Any) -> None:
    """Make the keys of watched names again after an update, which may compare names otherwise.

    Also watch the names in texts that were written before the site did.
    """
    from signatures.actions.moderation import text_names, watch_list  # noqa: PLC0415 - need models

    is_update = plan is not None and not any(backwards for _migration, backwards in plan)
    if is_update and watch_list.is_there():
        watch_list.remake_keys()
        text_names.watch_all()


def _note_event(event: Any, **kwargs: Any) -> None:
    """Act on what the e-mail provider reports."""
    from signatures.actions.mail import provider_events  # noqa: PLC0415 - needs the models

    provider_events.note(event)
