"""The alerts for Prometheus name metrics, labels and values that /metrics has."""

import re
from dataclasses import replace

import pytest
import yaml
from django.urls import reverse
from prometheus_client.parser import text_string_to_metric_families

from letter_site.local.run import BASE_DIR
from signatures.actions.monitoring import database
from tests.factories import make_signature

pytestmark = pytest.mark.django_db

ALERTS = yaml.safe_load((BASE_DIR / "letter_site/deploy/prometheus-alerts.yml").read_text())
RULES = ALERTS["groups"][0]["rules"]


@pytest.fixture
def samples(client, monkeypatch, text):
    """What /metrics has where the write-ahead log is archived, and repeated by a replica."""
    found = replace(database.health(), archives=True, archived_ago=60.0)
    monkeypatch.setattr(database, "health", lambda: found)
    replica = database.Replica(answers=True, is_replica=True, lag=0.0)
    monkeypatch.setattr(database, "health_of_replica", lambda: replica)
    make_signature(text)
    families = text_string_to_metric_families(client.get(reverse("metrics")).content.decode())
    return [sample for family in families for sample in family.samples]


def test_alerts_have_names_and_say_what_to_do():
    assert len({rule["alert"] for rule in RULES}) == len(RULES) >= 15
    assert all(rule["expr"] and rule["annotations"]["summary"].endswith(".") for rule in RULES)


def test_alerts_name_what_metrics_have(samples):
    names = {sample.name for sample in samples}
    for rule in RULES:
        for name in re.findall(r"\bletter_\w+", rule["expr"]):
            assert name in names, rule["alert"]


def test_alerts_name_labels_and_values_that_metrics_have(samples):
    for rule in RULES:
        for name, labels in re.findall(r"(letter_\w+)\{([^}]*)\}", rule["expr"]):
            mine = [sample.labels for sample in samples if sample.name == name]
            for label, values in re.findall(r'(\w+)=~?"([^"]*)"', labels):
                found = {each[label] for each in mine}
                assert set(values.split("|")) <= found, rule["alert"]
