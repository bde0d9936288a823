"""Django's admin, for superusers: who signs in. Everything else is at the desk."""

from signatures.admin import organizers

__all__ = ["organizers"]
