"""Helpers of the tests of codes: sign with one, and look at what it proved."""

from signatures import tokens
from signatures.actions.signing import sign as signing
from signatures.actions.signing.sign import SignatureInput, Source
from signatures.models import Attestation, Signature
from tests.factories import make_link

HERE = Source("192.0.2.1/32", "192.0.2.0/24")


def sign(text, code, *, email="", name="Ada Example", source=HERE, **words):
    words = {"guild_code": tokens.read_guild_code(code), "email": email, **words}
    return signing.sign(SignatureInput(name=name, **words), on=text, source=source)


def link_of(email):
    return make_link(Signature.objects.get(email=email))


def proofs():
    return sorted(Attestation.objects.values_list("signature__email", "method"))
