import base64
import re
import time
from pathlib import Path

import pytest

from signatures.actions.record_keeping.webhooks import envelope

GUIDE = Path("templates/help/organizers.md")


def test_signature_is_that_of_the_published_example_of_standard_webhooks():
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    message, body = "msg_p5jXN8AQM9LWM0D4loKWxJek", '{"test": 2432232314}'

    headers = envelope.headers(secret, message_id=message, timestamp=1614265330, body=body)

    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    assert headers["webhook-id"] == message
    assert headers["webhook-timestamp"] == "1614265330"


def test_secrets_differ_and_have_256_bits():
    secrets = {envelope.new_secret() for _ in range(5)}

    assert len(secrets) == 5
    assert {len(base64.b64decode(each.removeprefix("whsec_"))) for each in secrets} == {32}


def in_the_guide():
    """Return the function that the organizers' guide shows."""
    [code] = re.findall(r"```python\n(.*?)```", GUIDE.read_text(), re.S)
    names = {}
    exec(code, names)  # noqa: S102 - our own guide
    return names["read_call"]


def test_example_of_the_guide_accepts_our_calls_and_refuses_others():
    secret, body = envelope.new_secret(), '{"type": "test", "name": "Zoë"}'
    now = int(time.time())
    good = envelope.headers(secret, message_id="1", timestamp=now, body=body)
    old = envelope.headers(secret, message_id="1", timestamp=now - 900, body=body)
    read_call = in_the_guide()

    assert read_call(good, body.encode(), secret)["name"] == "Zoë"
    for headers, content, key in [
        (good, body.replace("Zoë", "Eve").encode(), secret),
        (good, body.encode(), envelope.new_secret()),
        ({**good, "webhook-id": "2"}, body.encode(), secret),
        (old, body.encode(), secret),
    ]:
        with pytest.raises(ValueError, match=r"too old|wrong signature"):
            read_call(headers, content, key)
