"""For superusers, until the desk does it better. Django looks here; the subjects are beside it."""

from signatures.admin import organizers, signatories, statements

__all__ = ["organizers", "signatories", "statements"]
