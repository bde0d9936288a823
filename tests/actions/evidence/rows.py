"""Rows as the database has them, and as the ORM would write them."""


def row(model, *without, **which):
    """The newest row as a dictionary of columns."""
    values = model.objects.filter(**which).order_by("-pk").values().first()
    return {name: value for name, value in values.items() if name not in without}


def as_made(instance, *without):
    """What the ORM would write of ``instance``."""
    columns = {field.attname: getattr(instance, field.attname) for field in instance._meta.fields}
    return {name: value for name, value in columns.items() if name not in without}
