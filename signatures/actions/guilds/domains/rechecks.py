"""Monthly checks that a guild's domain is still the guild's.

When a domain changes hands, strangers could show membership without anyone noticing. So the DNS
record has to stay. When it is gone, officers and owners are told, and after DOMAIN_LAPSES_AFTER
the domain proves nothing any more until it is confirmed again. Marks given before stay: they
say what was true at their time.
"""

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from signatures.actions.guilds import warnings
from signatures.actions.guilds.domains import dns_records, domains
from signatures.actions.record_keeping import audit_log, page_cache
from signatures.errors import DnsAwayError
from signatures.models import Decision, GuildDomain

RECORD_GONE = "DNS record gone"


def check_due() -> int:
    """Check the domains whose month is over, and daily those whose record was missing.

    Return how many were checked. May be repeated. A DNS that does not answer says nothing.
    """
    month_ago = timezone.now() - settings.DOMAIN_CHECKED_EVERY
    due = GuildDomain.objects.good().annotate(last=Coalesce("checked_at", "confirmed_at"))
    found = due.filter(Q(last__lt=month_ago) | Q(missing_since__isnull=False))
    return sum(_check(each) for each in found.select_related("guild").order_by("pk"))


def _check(domain: GuildDomain) -> bool:
    try:
        texts = dns_records.texts(domains.record_name(domain))
    except DnsAwayError:
        return False
    with transaction.atomic():
        if domains.record_text(domain) in texts:
            _is_there(domain)
        else:
            _is_missing(domain)
    return True


def _is_there(domain: GuildDomain) -> None:
    was_missing = domain.missing_since is not None
    _update(domain, checked_at=timezone.now(), missing_since=None)
    if was_missing:
        _log(domain, RECORD_GONE, "DNS record there again")


def _is_missing(domain: GuildDomain) -> None:
    now = timezone.now()
    if domain.missing_since is None:
        if _update(domain, missing_since=now):
            _log(domain, "confirmed", RECORD_GONE)
            ends_at = now + settings.DOMAIN_LAPSES_AFTER
            text = gettext(
                "%(domain)s: the DNS record that shows that this domain is the guild’s is gone. "
                "From %(day)s on, addresses there can no longer be shown as membership."
            )
            _tell(domain, text % {"domain": domain.read, "day": f"{ends_at:%-d %B %Y}"})
    elif domain.missing_since <= now - settings.DOMAIN_LAPSES_AFTER and _update(
        domain, confirmed_at=None, missing_since=None, checked_at=None
    ):
        _log(domain, RECORD_GONE, "lapsed: confirm it again")
        page_cache.invalidate_on_commit()
        text = gettext("%(domain)s: addresses there can no longer be shown as membership.")
        _tell(domain, text % {"domain": domain.read})


def _update(domain: GuildDomain, **fields: object) -> bool:
    """Change the domain unless someone else has changed it since it was read."""
    same = GuildDomain.objects.filter(pk=domain.pk, ended_at=None, confirmed_at=domain.confirmed_at)
    return bool(same.filter(missing_since=domain.missing_since).update(**fields))


def _tell(domain: GuildDomain, text: str) -> None:
    officers = warnings.officers(domain.guild)
    subject = gettext("An e-mail domain of your guild")
    advice = gettext(
        "If the domain is still the guild’s, put the DNS record back: we look for it every day. "
        "If it is not, remove the domain: its marks are then removed too."
    )
    for people, name in (
        (officers, "guild_domains"),
        (warnings.owners().exclude(pk__in=officers), "desk_guild_domains"),
    ):
        path = reverse(name, args=[domain.guild.slug])
        warnings.tell(people, subject=subject, text=text, advice=advice, path=path)


def _log(domain: GuildDomain, before: str, after: str) -> None:
    subject = f"{domain.guild.slug}, mail domain {domain.name}"
    audit_log.record(
        Decision.About.GUILD, subject=subject, from_state=before, to_state=after, by=None
    )
