"""A member in front of a guild's own pages: fills in their forms until they lead back."""

import re
from html import unescape
from urllib.parse import urljoin

import requests

MOST_PAGES = 12
FORM = re.compile(r"<form([^>]*)>(.*?)</form>", re.DOTALL)
ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')


def sign_in(url, back, name):
    """Sign in as ``name`` at the guild, agree to everything, and return where that leads."""
    return _walk(url, back, lambda page: _filled_in(page, name))


def say_no(url, back):
    """Refuse to go on, and return where that leads."""
    return _walk(url, back, _refused)


def _walk(url, back, answer):
    with requests.Session() as browser:
        browser.trust_env = False
        page = browser.get(url, allow_redirects=False, timeout=60)
        for _ in range(MOST_PAGES):
            if "Location" in page.headers:
                where = urljoin(page.url, page.headers["Location"])
                if where.startswith(back):
                    return where
                asked = {"method": "GET", "url": where}
            else:
                assert page.ok, page.text
                asked = answer(page)
            page = browser.request(**asked, allow_redirects=False, timeout=60)
    raise AssertionError(f"no way back: {page.url} {page.text}")


def _forms(page):
    return [(dict(ATTRIBUTE.findall(head)), inside) for head, inside in FORM.findall(page.text)]


def _filled_in(page, name):
    form, inside = _forms(page)[0]
    fields = [dict(ATTRIBUTE.findall(each)) for each in re.findall(r"<input([^>]*)>", inside)]
    data = {each["name"]: each.get("value") or name for each in fields}
    return {"method": "POST", "url": urljoin(page.url, form.get("action", "")), "data": data}


def _refused(page):
    """Press the button that says no, or follow the link."""
    if 'value="deny"' in page.text:
        return {"method": "POST", "url": page.url, "data": {"action": "deny"}}
    [link] = re.findall(r'href="([^"]*/abort)"', page.text)
    return {"method": "GET", "url": urljoin(page.url, unescape(link))}
