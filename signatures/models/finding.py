"""Finding signatures on a list: by words, by what they say of themselves, by name."""

import re
from collections.abc import Sequence
from typing import Self

from django.db import models

THREE = re.compile(r"[^\W_]{3}")


class FindingQuerySet(models.QuerySet):
    """Narrows ``Signature.objects.listed()``. Nobody is found by what they do not show."""

    def containing(self, words: Sequence[str]) -> Self:
        """Signatures with all ``words``, folded, in what the public sees of them.

        Three letters in a row are found anywhere, fewer only where a word begins: of those
        the trigram index knows nothing else.
        """
        found = self
        for word in words:
            found = found.filter(search_text__contains=word if THREE.search(word) else f" {word}")
        return found

    def showing(
        self,
        *,
        occupation: int | None = None,
        country: str = "",
        guild: int | None = None,
    ) -> Self:
        """Signatures that show all of these (ids, and an ISO 3166-1 code).

        A guild's word is shown of everybody listed.
        """
        found = self
        shown = {"occupation": occupation, "country": country}
        if shown := {name: value for name, value in shown.items() if value}:
            found = found.filter(display=self.model.Display.FULL, **shown)
        return found.filter(guild_ids__contains=[guild]) if guild else found

    def parts_by_guild(self, guild: int) -> list[Self]:
        """Those of a guild (id), in parts of which an index has each with the newest first.

        For a list may have nobody of the guild for hundreds of thousands of rows.
        """
        first, second = {"guild_ids__0": guild}, {"guild_ids__1": guild}
        further = self.filter(guild_ids__2__isnull=False, guild_ids__contains=[guild])
        return [
            self.filter(**first),
            self.filter(**second),
            further.exclude(**first).exclude(**second),
        ]

    def by_name(self) -> Self:
        return self.order_by("name_key", "public_id")
