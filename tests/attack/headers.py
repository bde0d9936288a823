"""Headers and cookies that every answer must have, whatever its address and status."""

FIXED = {
    "X-Content-Type-Options": {"nosniff"},
    "Referrer-Policy": {"same-origin", "no-referrer"},
    "Cross-Origin-Opener-Policy": {"same-origin"},
}
NONE_OR_SELF = {"'none'", "'self'"}
# Other sites may show the widget, and read what is public in files and JSON.
FRAMED = {"/<slug>/embed/"}
READ_ELSEWHERE = ("/api/v1/", "/<slug>/embed/", "/<slug>/signatories.", "/<slug>/card.png")
READ_ELSEWHERE += ("/<slug>/feed.xml", "/<slug>/updates/feed.xml", "/<slug>/qr.svg")
SIGNED_IN = ("/accounts/", "/admin/", "/desk/", "/guilds/")
# A member who goes to sign in with their guild comes back with this cookie.
WITH_COOKIE = {"/manage/<token>/guild/<slug>/sign-in/"}


def faults(route: str, answer) -> list[str]:
    """Return what is wrong with the headers of ``answer``, in words."""
    found = [
        f"{name}: {answer.get(name)}"
        for name, allowed in FIXED.items()
        if answer.get(name) not in allowed
    ]
    if "camera=()" not in answer.get("Permissions-Policy", ""):
        found.append("Permissions-Policy")
    policy = answer.get("Cross-Origin-Resource-Policy")
    if policy != "same-origin" and not (
        policy == "cross-origin" and route.startswith(READ_ELSEWHERE)
    ):
        found.append(f"Cross-Origin-Resource-Policy: {policy}")
    found += _policy(route, answer.get("Content-Security-Policy", ""))
    return [f"{route} {answer.status_code} {each}" for each in found + _cookies(route, answer)]


def _policy(route: str, policy: str) -> list[str]:
    rules = dict(each.strip().split(" ", 1) for each in policy.split(";") if " " in each.strip())
    if route in FRAMED:
        rules.pop("frame-ancestors", "")
    elif rules.get("frame-ancestors") != "'none'":
        return [f"frame-ancestors: {policy}"]
    wide = {value for rule in rules.values() for value in rule.split()} - NONE_OR_SELF
    is_strict = rules.get("default-src") == rules.get("object-src") == "'none'"
    return [] if is_strict and not wide else [f"Content-Security-Policy: {policy}"]


def _cookies(route: str, answer) -> list[str]:
    found = []
    if answer.cookies and not (route.startswith(SIGNED_IN) or route in WITH_COOKIE):
        found.append(f"sets a cookie: {[*answer.cookies]}")
    for cookie in answer.cookies.values():
        if cookie["max-age"] != 0 and not (cookie["httponly"] and cookie["samesite"]):
            found.append(f"cookie {cookie.key} without HttpOnly or SameSite")
    # What answers one person may be kept by no one.
    if route.startswith((*SIGNED_IN, "/manage/<token>", "/confirm/<token>")):
        allowed = answer.get("Cache-Control", "")
        if "public" in allowed:
            found.append(f"Cache-Control: {allowed}")
    return found
