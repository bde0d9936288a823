"""Shapes of the answers of the JSON API."""

from datetime import date, datetime

from ninja import Field, Schema

from signatures.models.proof_methods import METHODS


class Counts(Schema):
    signatories: int
    email: int
    guild: int
    organizations: int
    withdrawn: int
    rejected: int
    added: int
    counted_only: int
    earlier_wording: int
    listed: int


class WordingOut(Schema):
    wording: int
    since: date
    current: bool
    signatures: int


class PartnerTotalOut(Schema):
    number: int
    way: str
    collected_by: str
    as_of: date
    source: str
    url: str
    verified: bool


class StatementOut(Schema):
    slug: str
    title: str
    text: str
    text_sha256: str
    language: str
    published_at: datetime
    counts: Counts
    text_version: str
    wordings: list[WordingOut]
    signatures_by_wording: str
    partners_totals: list[PartnerTotalOut]


# Every method with its label, for programmers who show it.
VERIFIED_BY = "; ".join(f"`{name}`: {method.label}" for name, method in METHODS.items())


class CountOut(Schema):
    signatories: int
    earlier_wording: int = 0
    wordings: list[WordingOut] = []
    signatures_by_wording: str = ""


class SignatoryOut(Schema):
    name: str | None
    credit: str
    occupation: str
    country: str
    guilds: list[str]
    verified_by: list[str] = Field(description=VERIFIED_BY)
    confirmation: str
    verified_on: date | None
    signed_at: datetime
    text_version: str
    text_sha256: str
    affiliation: str
    quote: str


class SignatoriesOut(Schema):
    results: list[SignatoryOut]
    next: str | None


class QuoteOut(Schema):
    quote: str
    name: str
    credit: str
    affiliation: str
    chosen: bool
    text_version: str


class QuotesOut(Schema):
    results: list[QuoteOut]
    next: str | None


class AnswerOut(Schema):
    demand: str
    outcome: str
    text: str
    answered_on: date
    url: str


class DeliveryOut(Schema):
    recipient: str
    delivered_at: datetime
    how: str
    note: str
    names: int
    list_at: datetime
    sha256: str
    url: str
    answers: list[AnswerOut]


class DeliveriesOut(Schema):
    results: list[DeliveryOut]


class MarkOut(Schema):
    label: str
    meaning: str
    according_to: str
    url: str
    checked_on: date


class OrganizationOut(Schema):
    name: str
    kind: str
    website: str
    represents: str
    endorsed_at: datetime
    marks: list[MarkOut]


class OrganizationsOut(Schema):
    results: list[OrganizationOut]


class Problem(Schema):
    detail: str
