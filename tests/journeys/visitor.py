"""A visitor with a browser, which checks every page."""

import json
from urllib.parse import urlsplit

from tests.journeys import accessibility

DESKTOP = {"viewport": {"width": 1280, "height": 900}}
PHONE = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 3,
    "has_touch": True,
    "is_mobile": True,
}
# Each Tab would scroll smoothly, and the browser draws every step of that.
STILL = {"reduced_motion": "reduce"}

MOST_TABS = 80
# To ask after each Tab where the focus is takes longer than to press it. So this counts the stops
# until there that are certain: where others are between, or the focus is at none, it counts fewer.
STOPS_AHEAD = """
element => {
  const at = document.activeElement;
  if (at === element) return 0;
  const follows = (first, second) => first.compareDocumentPosition(second) & 4;
  const stops = 'a[href], button, select, textarea, details > summary:first-of-type, ' +
    'input:not([type=hidden], [type=radio])';
  const isStop = each => each.matches(stops) && each.tabIndex === 0 && !each.matches(':disabled') &&
    !each.closest('[inert]') && each.checkVisibility({visibilityProperty: true});
  if (!isStop(at) || !isStop(element) || !follows(at, element) ||
    document.querySelector(':modal, [tabindex]:not([tabindex="0"], [tabindex="-1"])')) return 1;
  return 1 + [...document.querySelectorAll(stops)].filter(
    each => follows(at, each) && follows(each, element) && isStop(each)).length;
}
"""


class Visitor:
    """One browser context. ``look`` checks the current page, ``leave`` the whole visit.

    ``abroad`` are other sites' hosts that this visitor is sent to. Then the site may set a
    cookie on the way, but none may remain at the end.
    """

    def __init__(self, browser, site, *, script=True, screen=DESKTOP, signs_in=False, abroad=()):
        self.site, self.signs_in, self.abroad = site, signs_in, set(abroad)
        self.browser, self.script, self.screen = browser, script, screen
        self.context = browser.new_context(
            base_url=site.env["SITE_URL"], java_script_enabled=script, **STILL, **screen
        )
        self.context.set_default_timeout(30_000)  # on a machine that may be busy
        if script:
            accessibility.keep_axe_at_hand(self.context)
        self.page = self.context.new_page()
        self.own = None
        self.clicks = 0  # buttons and links since a link in an e-mail or an address was opened
        self.said, self.requests, self.responses = [], [], []
        self.page.on("console", self._note_words)
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("requestfailed", self._note_failure)
        self.page.on("request", lambda request: self.requests.append(request))
        self.page.on("response", lambda response: self.responses.append(response))

    def _note_words(self, message):
        # On a slow machine one types before the last answer is there: htmx gives that request up.
        # Whatever else fails has an event of another name, beside "afterRequest".
        if message.text.split(",")[0] not in ("htmx:sendAbort", "htmx:afterRequest"):
            self.said.append(message.text)

    def _note_failure(self, request):
        # The browser aborts requests for an icon or by a script when the visitor leaves the page.
        given_up = request.failure == "net::ERR_ABORTED"
        asked = request.resource_type in ("xhr", "fetch") or "/static/img/icon" in request.url
        if not (given_up and asked):
            self.said.append(f"failed: {request.url}")

    def sign_in(self, email, path="/desk/"):
        """Open a page as an organizer or officer who has signed in with a second factor.

        By hand, with a password and a code, somebody signs in in test_desk_journey.py,
        test_first_day_journey.py and test_queue.py.
        """
        key = self.site.seed("session", email)
        self.context.add_cookies(
            [{"name": "session", "value": key, "url": self.site.env["SITE_URL"]}]
        )
        self.open(path)

    def open(self, path):
        self.page.goto(path, wait_until="load")
        self.clicks = 0

    def look(self, heading=None, status=200):
        """Check the current page: status, heading, console, width and accessibility."""
        assert self.shown.status == status, (self.shown.status, self.page.url)
        if heading:
            assert self.page.locator("h1").inner_text() == heading
        # Chromium itself logs each error status; scripts must log nothing.
        told = [f"Failed to load resource: the server responded with a status of {status}"]
        expected = told if status >= 400 else []
        assert [text.split(" (")[0] for text in self.said] == expected, self.said
        self.said.clear()
        assert self.sideways() == 0
        found = self.violations()
        assert found == [], found

    @property
    def shown(self):
        """The response that delivered the current page."""
        main = self.page.main_frame
        return next(
            each
            for each in reversed(self.responses)
            if each.request.is_navigation_request()
            and each.request.frame == main
            and not 300 <= each.status < 400
        )

    def violations(self):
        """Return axe's findings as [rule, element]; with scripts, also in the dark scheme."""
        if self.script:
            return accessibility.violations(self.page)
        return accessibility.violations(self._with_script(), ["light"])

    def _with_script(self):
        """Show the same page in a window of our own with scripts, which axe needs."""
        if self.own is None:
            context = self.browser.new_context(**STILL, **self.screen)
            accessibility.keep_axe_at_hand(context)
            self.own = context.new_page()
        content = self.page.content()
        self.own.route(self.page.url, lambda route: route.fulfill(body=content))
        self.own.goto(self.page.url)
        self.own.unroute_all()
        return self.own

    def sideways(self):
        """Return how many pixels the page is wider than the screen."""
        return self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )

    # --- Keyboard ---

    def tab_to(self, selector):
        """Press Tab until ``selector`` has the focus, as someone without a mouse does."""
        wanted = self.page.locator(selector).first
        left = MOST_TABS
        while left:
            ahead = min(left, wanted.evaluate(STOPS_AHEAD))
            if not ahead:
                return wanted
            for _ in range(ahead):
                self.page.keyboard.press("Tab")
            left -= ahead
        raise AssertionError(f"Tab does not lead to {selector}")

    def type_into(self, selector, words):
        self.tab_to(selector).press_sequentially(words)

    def tick(self, selector):
        self.tab_to(selector)
        self.page.keyboard.press("Space")

    def unfold(self):
        """Open the optional part of the sign form."""
        self.tab_to(".more > summary")
        self.page.keyboard.press("Enter")

    def press(self, words):
        """Click a button or follow a link by keyboard."""
        quoted = json.dumps(words, ensure_ascii=False)
        # Playwright finds the innermost element with the words: of a name, that is the <bdi>.
        found = f":text-is({quoted}), :has(> bdi:text-is({quoted}))"
        self.tab_to(f":is(main, .deskbar) :is(a, button):is({found})")
        with self.page.expect_navigation(wait_until="load"):
            self.page.keyboard.press("Enter")
        self.clicks += 1

    # --- The end ---

    def leave(self):
        """Close the browser's window and check the whole visit: hosts, cookies and headers."""
        own = f"localhost:{self.site.port}"
        cookies = self.context.cookies(self.site.env["SITE_URL"])
        hosts = {urlsplit(each.url).netloc for each in self.requests} - self.abroad
        ours = [each for each in self.responses if urlsplit(each.url).netloc == own]
        headers = [each.all_headers() for each in ours if not has_own_policy(each)]
        self.context.close()
        if self.own:
            self.own.context.close()
        assert self.said == [], self.said
        assert {each["name"] for each in cookies} <= ({"session"} if self.signs_in else set())
        assert hosts == {own}
        may_be_known = self.signs_in or self.abroad
        assert may_be_known or [each for each in headers if "set-cookie" in each] == []
        policies = {each["content-security-policy"] for each in headers}
        assert len(policies) == 1
        [policy] = policies
        assert "default-src 'none'" in policy
        assert "unsafe-" not in policy


def has_own_policy(response):
    """Return whether a response has its own policy: the embed page, or an inert picture."""
    path = urlsplit(response.url).path
    return path.endswith("/embed/") or path.startswith("/media/")
