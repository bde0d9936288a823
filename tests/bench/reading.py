"""Benchmarks of reading: pages, search, count, card."""

import gzip
from statistics import median, quantiles
from urllib.parse import quote

from django.core.cache import caches

from signatures.models import Guild, Signature
from signatures.renditions import signatories
from signatures.views import paging
from tests.bench.load import COMPRESSED, Client, NotMeasuredError, get
from tests.bench.stage import SLUG

TIMES = 40  # requests that the single client sends to each database
LIST = f"/{SLUG}/signatories/"
PAGES = {"statement_page": f"/{SLUG}/", "signatories_page": LIST}


class Reading:
    def __init__(self, stage):
        self.stage = stage
        self.words = words()
        self.deep = {"large": deep("default"), "small": deep("small")}
        self.guild = Guild.objects.order_by("-pk").first().slug

    def behind_nginx(self):
        """Return pages a second from nginx, and files of the same size as the floor."""
        if "nginx" not in self.stage.url:
            raise NotMeasuredError(self.stage.missing["nginx"])
        nginx, numbers = self.stage.url["nginx"], {}
        for name, path in PAGES.items():
            _, page = Client(nginx).ask("GET", path, None, COMPRESSED, 200)
            file = self.stage.scratch / "nginx" / "static" / f"{name}.html"
            file.write_bytes(gzip.decompress(page))
            file.with_suffix(".html.gz").write_bytes(page)
            numbers[f"static file, {name}"] = get(f"{nginx}/static/{file.name}")
            numbers[name] = get(nginx + path)
        return numbers

    def kept(self):
        """Return cached pages a second without nginx, and no-op GETs as the floor."""
        site = self.stage.url["site"]
        numbers = {"no-op GET": get(f"{site}/bench/nothing/", connections=8)}
        for name, path in PAGES.items():
            numbers[f"{name}_kept"] = get(site + path, connections=8)
        return numbers

    def signatories_page_cold(self):
        return self.alternately("signatories_page_cold", [LIST] * TIMES)

    def deep_page(self):
        paths = {name: f"{LIST}?after={cursor}" for name, cursor in self.deep.items()}
        return self.alternately("deep_page", [paths] * TIMES)

    def filtered_page(self):
        return self.alternately("filtered_page", [f"{LIST}?guild={self.guild}"] * TIMES)

    def count(self):
        return self.alternately("count", [f"/api/v1/statements/{SLUG}/count"] * TIMES * 3)

    def search(self):
        paths = [f"{LIST}?q={quote(each)}" for each in self.words]
        return self.alternately("search", paths, p95="search_p95")

    def alternately(self, name, paths, p95=None):
        """Ask both databases alternately and return the median milliseconds of each."""
        took = {"large": [], "small": []}
        clients = {where: Client(self.stage.url[where]) for where in took}
        for client in clients.values():
            client.get(LIST)  # the first request of a connection is slower
        for path in paths:
            for where, client in clients.items():
                asked = path if isinstance(path, str) else path[where]
                took[where].append(client.get(asked)[0])
        numbers = {name: median(took["large"]), f"{name} at 1,000": median(took["small"])}
        return numbers | ({p95: quantiles(took["large"], n=20)[-1]} if p95 else {})

    def card(self):
        """Return the milliseconds to make a card that is not cached."""
        client, took = Client(self.stage.url["large"]), []
        for _ in range(5):
            caches["pages"].clear()
            took.append(client.get(f"/{SLUG}/card.png")[0])
        return {"card": median(took)}


def listed(database):
    return Signature.objects.using(database).listed().filter(statement__slug=SLUG)


def deep(database):
    """Return the cursor of the page in the middle of the list."""
    found = listed(database)
    middle = found[found.count() // 2]
    page = paging.page(found.filter(published_at__lte=middle.published_at), after="", size=1)
    return page.next


def words():
    """Return search terms: whole names, parts of names, common words, and words without hits."""
    rows = signatories.rows(listed("small")[:40])
    names = [row.name for row in rows if len(row.name.split()) == 2][:8]
    given, families = zip(*(name.split() for name in names), strict=True)
    some = ["musician", "illustrator", "actor voice", "mar", "maria", "li", "zzqx", "nobody at all"]
    some += ["مهتاب", "مجهول", "彦", "文彦", "龘"]  # common and absent ones in other scripts
    return [*names, *given[:4], *families[:6], *(name[:3] for name in names[:3]), *some]
