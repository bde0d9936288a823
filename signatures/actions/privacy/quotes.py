"""Organizers' searches that quote a person, deleted when the person is erased."""

from collections.abc import Sequence
from contextlib import suppress
from fnmatch import fnmatchcase
from typing import NamedTuple
from urllib.parse import parse_qsl

from signatures.models import Batch, SavedSearch, Signature
from signatures.text import addresses, folding


class People(NamedTuple):
    """Addresses and names of the people being erased, which no search may keep."""

    addresses: frozenset[str]
    names: frozenset[str]

    def are_in(self, text: str) -> bool:
        """Tell whether ``text`` contains an address or a full name of one of them."""
        typed = {each.strip("<>()[],;:.'\"") for each in addresses.QUOTED.findall(text.lower())}
        return not typed.isdisjoint(self.addresses) or folding.has_phrase(text, self.names)

    def are_found_by(self, query: str) -> bool:
        """Tell whether the query string of a search names one of them."""
        asked = dict(parse_qsl(query))
        email = asked.get("email", "").strip().lower()
        return any(map(self.are_in, asked.values())) or self._are_mailed_as(email)

    def _are_mailed_as(self, email: str) -> bool:
        """Compare an address as a search does. ``ada*`` names a person, ``*@example.org`` none."""
        if "*" in email:
            local = email.partition("@")[0].strip("*")
            return bool(local) and any(fnmatchcase(each, email) for each in self.addresses)
        with suppress(addresses.NotAnAddressError):
            return addresses.soft_mailbox(email) in self.addresses
        return False


def erase(signatures: Sequence[Signature]) -> None:
    """Erase each search, of any statement, that quotes one of ``signatures``. May be repeated.

    Call it before their names and addresses are erased. It deletes a saved search. A bulk action
    keeps the signatures it found, but not the search.
    """
    saved = list(SavedSearch.objects.values_list("pk", "name", "query"))
    searched = list(Batch.objects.exclude(query="").values_list("pk", "query"))
    if not (saved or searched):
        return
    people = _people(signatures)
    quoting = [pk for pk, name, of in saved if people.are_in(name) or people.are_found_by(of)]
    SavedSearch.objects.filter(pk__in=quoting).delete()
    repeating = [pk for pk, query in searched if people.are_found_by(query)]
    Batch.objects.filter(pk__in=repeating).update(query="")


def _people(signatures: Sequence[Signature]) -> People:
    """Collect addresses and full names.

    Leaves out one-word names and names of unconfirmed signatures, unless organizers added them:
    with those, anyone could sign to delete organizers' searches.
    """
    typed = [(each.email.lower(), each.folded_address, each.mailbox_soft) for each in signatures]
    known = [each for each in signatures if each.attested_at or each.added_by_organizers]
    names = [folding.words(each.name) for each in known]
    return People(
        frozenset(filter(None, sum(typed, ()))),
        frozenset(" ".join(each) for each in names if len(each) > 1),
    )
