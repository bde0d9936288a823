"""Solutions of proofs of work, as the script on the page finds them."""

import html
import json
import re

import altcha


def cheap(settings):
    """Make a calculation of one step."""
    settings.WORK_COST, settings.WORK_STEPS = 1, 2


def solved(challenge):
    """Return the solution of a challenge, as the form sends it."""
    asked = altcha.Challenge.from_dict(challenge)
    return altcha.Payload(asked, altcha.solve_challenge(asked)).to_base64()


def challenge_on(page):
    """Return the challenge in the HTML of a form that came back."""
    [found] = re.findall(r'data-challenge="([^"]+)"', page)
    return json.loads(html.unescape(found))
