"""For superusers: who signs in. Django looks here; all else is at the desk."""

from signatures.admin import organizers

__all__ = ["organizers"]
