from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up: organizers and officers are made by those who are there already."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
