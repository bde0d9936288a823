"""Search of the public list: by words, by displayed details, by name."""

import re
from collections.abc import Sequence
from functools import reduce
from operator import or_
from typing import Self

from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.models import Q

from signatures import tokens

THREE = re.compile(r"[^\W_]{3}")
Words = Sequence[str | Sequence[str]]

# PostgreSQL picks each block of the table with this chance, whatever is in it; of a large table
# about BLOCKS, which takes about a millisecond. Rows up to a bound are in as many blocks at most,
# of which 1.25 are picked on average; CERTAIN of them less than once in a million times.
SAMPLE = """TABLESAMPLE SYSTEM (100 * least(1.25 / {bound},
    {blocks} / greatest(1, pg_relation_size('{table}') / current_setting('block_size')::float)))"""
BLOCKS = 60
CERTAIN = 10

# The columns behind one line of the public list. Addresses and networks are never fetched.
PUBLIC_COLUMNS = ["public_id", "name", "credit", "occupation__name", "country", "display"]
PUBLIC_COLUMNS += ["added_by_organizers", "signed_at", "attested_at", "published_at", "name_key"]
PUBLIC_COLUMNS += ["guild_ids", "address_guild", "verified_by", "verified_as_of", "last_lapsed_on"]
PUBLIC_COLUMNS += ["wording", "text_version__language", "text_version__number"]
PUBLIC_COLUMNS += ["text_version__text_sha256"]


class FindingQuerySet(models.QuerySet):
    """Filters for ``Signature.objects.listed()``. None matches a detail that is not displayed."""

    def containing(self, words: Words) -> Self:
        """Keep signatures that contain all ``words``, folded, in their public text.

        Of a word with several spellings, one is enough.
        Words with three letters in a row match anywhere. Shorter ones match only where a word
        begins, because the trigram index cannot find them elsewhere.
        """
        found = self
        for word in words:
            spellings = [word] if isinstance(word, str) else word
            parts = (each if THREE.search(each) else f" {each}" for each in spellings)
            found = found.filter(reduce(or_, (Q(search_text__contains=each) for each in parts)))
        return found

    def showing(
        self,
        *,
        occupation: int | None = None,
        country: str = "",
        guild: int | None = None,
    ) -> Self:
        """Keep signatures that display all of these (ids, and an ISO 3166-1 code).

        A guild's attestation is displayed for everyone on the list.
        """
        found = self
        shown = {"occupation": occupation, "country": country}
        if shown := {name: value for name, value in shown.items() if value}:
            found = found.filter(display=self.model.Display.FULL, **shown)
        return found.filter(guild_ids__contains=[guild]) if guild else found

    def from_organization(self, key: str) -> Self:
        """Keep signatures that display an affiliation with this ``key``."""
        return self.filter(
            display=self.model.Display.FULL,
            affiliation__key=key,
            affiliation__state="published",
        )

    def quoted(self, words: Words = ()) -> Self:
        """Keep signatures that display a quote, with all ``words`` in it or in their own text."""
        found = self.filter(
            display=self.model.Display.FULL, quote__state__in=["published", "chosen"]
        )
        for word in words:
            spellings = [word] if isinstance(word, str) else word
            either = [Q(quote__search_text__contains=each) for each in spellings]
            either += [Q(search_text__contains=each) for each in spellings]
            found = found.filter(reduce(or_, either))
        return found

    def with_reference(self, typed: str) -> Self:
        """Keep the signature with this reference number, such as ``K7QF-2MXD``."""
        between = tokens.read_reference(typed)
        return self.filter(public_id__range=between) if between else self.none()

    def parts_by_guild(self, guild: int) -> list[Self]:
        """Return the signatures of a guild (id) in parts, each read newest first from an index.

        Without an index, a search could pass hundreds of thousands of rows without a match.
        """
        first, second = {"guild_ids__0": guild}, {"guild_ids__1": guild}
        further = self.filter(guild_ids__2__isnull=False, guild_ids__contains=[guild])
        return [
            self.filter(**first),
            self.filter(**second),
            further.exclude(**first).exclude(**second),
        ]

    def are_surely_over(self, bound: int) -> bool:
        """Return whether a random sample shows that there are more than ``bound``.

        It shows this for about eight times as many or more, and says False otherwise. To count
        up to the bound by the index takes ten times as long for a common word.
        """
        table = self.model._meta.db_table
        try:
            query, parameters = self.order_by().values_list("pk").query.sql_with_params()
        except EmptyResultSet:
            return False
        sample = SAMPLE.format(bound=max(2, bound), blocks=BLOCKS, table=table)
        query = query.replace(f'FROM "{table}"', f'FROM "{table}" {sample}', 1)
        query = query.replace(f'"{table}"."id"', f'("{table}".ctid::text::point)[0]', 1)
        query = f"SELECT count(DISTINCT block) FROM ({query}) AS picked (block)"  # noqa: S608 - ours
        with connection.cursor() as cursor:
            cursor.execute(query, parameters)
            [blocks] = cursor.fetchone()
        return blocks >= CERTAIN

    def rows_of_table(self) -> int:
        """Return how many signatures there are of all statements, as PostgreSQL last estimated."""
        with connection.cursor() as cursor:
            estimate = "SELECT reltuples::bigint FROM pg_class WHERE oid = %s::regclass"
            cursor.execute(estimate, [self.model._meta.db_table])
            [rows] = cursor.fetchone()
        return rows

    def in_list_order(self) -> Self:
        """Keep those that are not only counted, newest first, with the columns of the list."""
        return (
            self.exclude(display=self.model.Display.COUNTED)
            .order_by("-published_at", "-public_id")
            .select_related("occupation", "text_version")
            .only(*PUBLIC_COLUMNS)
        )

    def by_name(self) -> Self:
        return self.order_by("name_key", "public_id")
