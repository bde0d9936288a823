from django.apps import apps
from django.conf import settings

from signatures.actions.privacy import retention
from signatures.models import personal_data
from signatures.models.personal_data import NOT_BY_THE_CLOCK, REGISTRY, How, When
from tests.models.not_personal import NOT_PERSONAL


def fields():
    return {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.concrete_fields
    }


def test_registry_and_list_know_every_field_of_every_model():
    personal = {f"{each.model}.{name}" for each in REGISTRY for name in each.names}
    others = {f"{model}.{name}" for model, names in NOT_PERSONAL.items() for name in names.split()}

    assert personal | others == fields()
    assert not personal & others


def test_registry_has_a_way_to_erase_whatever_goes_with_the_signature():
    for each in REGISTRY:
        assert (When.SIGNATURE in each.when) == (each.how is not None), each
        if each.how is How.QUOTED:
            continue
        if each.how:
            model = apps.get_model(each.model)
            for step in each.path.replace("pk", "id").split("__"):
                path = model._meta.get_field(step)
                model = path.related_model
            assert path.name == "id" or model._meta.label == "signatures.Signature"


def test_retention_has_a_clock_for_each_time_of_the_registry():
    times = {when for each in REGISTRY for when in each.when}

    assert times == set(When)
    assert set(retention.CLOCKS) == set(When) - NOT_BY_THE_CLOCK


def test_every_time_is_said_to_the_public_in_days():
    for when, label in personal_data.WHEN_LABELS.items():
        days = {name: each.days for name, each in vars_of(settings).items()}
        assert "%" not in str(label) % days, when
    assert set(personal_data.WHEN_LABELS) == set(When)


def vars_of(settings):
    names = (
        name
        for name in dir(settings)
        if name.startswith(("KEEP_", "VOUCHING_WITHIN", "CONFIRM_WITHIN"))
    )
    return {name: getattr(settings, name) for name in names}
