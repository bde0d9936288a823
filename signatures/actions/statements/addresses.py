"""Addresses that statements had before. They lead to the statement and stay taken."""

from signatures.errors import TakenAddressError
from signatures.models import FormerAddress, Statement


def check_free(slug: str, *, statement: Statement | None = None) -> None:
    """Raise TakenAddressError if links to another statement use ``slug``, in any case."""
    former = FormerAddress.objects.filter(slug__iexact=slug)
    others = Statement.objects.filter(slug__iexact=slug)
    if statement:
        former, others = former.exclude(statement=statement), others.exclude(pk=statement.pk)
    if former.exists() or others.exists():
        raise TakenAddressError


def moved(statement: Statement, *, to: str) -> None:
    """Keep the old slug of ``statement`` as a former address. Call in the transaction.

    ``statement`` still has the old slug. Raises TakenAddressError.
    """
    check_free(to, statement=statement)
    FormerAddress.objects.filter(statement=statement, slug__iexact=to).delete()
    if statement.slug.lower() != to.lower():
        FormerAddress.objects.create(statement=statement, slug=statement.slug)


def find(slug: str) -> Statement | None:
    """Return the statement that ``slug`` leads to without being its slug; None if there is none.

    It is a former address, or the current one in other letters, such as "Race" for "race".
    """
    former = FormerAddress.objects.filter(slug__iexact=slug).select_related("statement").first()
    if former:
        return former.statement
    return Statement.objects.filter(slug__iexact=slug).exclude(slug=slug).first()
