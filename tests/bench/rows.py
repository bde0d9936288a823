"""The rows of the benchmark's table, with their goals."""

from letter_site.local.places import CannotStartError
from tests.bench.report import Row

A_SECOND, MS = "a second", "ms"


def at_size(name, at_most):
    return Row(name, MS, of=f"{name} at 1,000", at_most=at_most)


ROWS = [
    Row("sign_cpu", MS, at_most=2.0, judged="value"),
    Row("sign_floor", MS, of="sign_cpu", at_least=0.55),
    Row("confirm_cpu", MS, at_most=5.0, judged="value"),
    Row("confirm_floor", MS, of="confirm_cpu", at_least=0.5),
    *(
        Row(f"{name}_everything_on", MS, of=f"{name} with everything off", at_most=1.15)
        for name in ("sign", "confirm", "list")
    ),
    Row("old_sign", A_SECOND, of="no-op POST"),
    Row("old_confirm", A_SECOND, of="no-op POST, empty"),
    Row("confirm_counted", A_SECOND, of="confirm, uncounted", at_least=0.8),
    Row("sign_at_size", MS, of="sign at 1,000", at_most=1.1),
    Row("confirm_at_size", MS, of="confirm at 1,000", at_most=1.1),
    Row("journey", A_SECOND, at_least=110, judged="value"),
    Row("journey_cpu", MS, at_most=12, judged="value"),
    Row("statement_page", A_SECOND, of="static file, statement_page", at_least=0.85),
    Row("statement_page_kept", A_SECOND, of="no-op GET"),
    Row("signatories_page", A_SECOND, of="static file, signatories_page", at_least=0.85),
    Row("signatories_page_kept", A_SECOND, of="no-op GET"),
    at_size("signatories_page_cold", 1.1),
    at_size("deep_page", 1.1),
    at_size("filtered_page", 1.1),
    at_size("search", 1.3),
    Row("search_p95", MS, at_most=25, judged="value"),
    at_size("count", 1.1),
    Row("queue", MS, at_most=300, judged="value"),
    Row("desk_search", MS, at_most=300, judged="value"),
    Row("csv", "rows a second", of="COPY TO STDOUT", at_least=0.5),
    Row("csv_memory", "MiB", at_most=100, judged="value"),
    Row("import", "rows a second", of="COPY FROM STDIN", at_least=0.5),
    Row("mail", A_SECOND, of="SMTP server", at_least=0.6),
    Row("card", MS, at_most=150, judged="value"),
]


def chosen(names):
    """Return the rows named in ``names``, separated by commas, or all for "".

    Raises CannotStartError for a name that is none.
    """
    asked = {each.strip() for each in names.split(",") if each.strip()}
    if unknown := asked - {row.name for row in ROWS}:
        there = ", ".join(row.name for row in ROWS)
        raise CannotStartError(f"No row is called {', '.join(sorted(unknown))}. Rows: {there}.")
    return [row for row in ROWS if row.name in asked or not asked]


def probes(stage):
    """Return the probes of a round in order, each with the names of its rows.

    A probe returns numbers by name, for rows and their floors, or raises NotMeasuredError.
    """
    # Imported late: these modules import models, which need Django and a running database.
    from tests.bench.files import Files  # noqa: PLC0415
    from tests.bench.journey import Journey  # noqa: PLC0415
    from tests.bench.options import Options  # noqa: PLC0415
    from tests.bench.people import Forms  # noqa: PLC0415
    from tests.bench.processor import Processor  # noqa: PLC0415
    from tests.bench.reading import Reading  # noqa: PLC0415
    from tests.bench.signing import Signing  # noqa: PLC0415

    forms = Forms()
    reading, files, signing = Reading(stage), Files(stage), Signing(stage, forms)
    processor = Processor(stage, forms)
    options = Options(stage, forms, processor)
    return [
        (reading.behind_nginx, ["statement_page", "signatories_page"]),
        (reading.kept, ["statement_page_kept", "signatories_page_kept"]),
        (reading.signatories_page_cold, ["signatories_page_cold"]),
        (reading.deep_page, ["deep_page"]),
        (reading.filtered_page, ["filtered_page"]),
        (reading.search, ["search", "search_p95"]),
        (reading.count, ["count"]),
        (reading.card, ["card"]),
        (files.csv, ["csv", "csv_memory"]),
        (processor.queue, ["queue"]),
        (processor.desk_search, ["desk_search"]),
        (processor.sign, ["sign_cpu", "sign_floor"]),
        (processor.confirm, ["confirm_cpu", "confirm_floor"]),
        (options.sign, ["sign_everything_on"]),
        (options.confirm, ["confirm_everything_on"]),
        (options.list_page, ["list_everything_on"]),
        (signing.sign, ["old_sign"]),
        (signing.confirm, ["old_confirm", "confirm_counted"]),
        (signing.sign_at_size, ["sign_at_size"]),
        (signing.confirm_at_size, ["confirm_at_size"]),
        (signing.mail, ["mail"]),
        (Journey(stage, forms, processor).measure, ["journey", "journey_cpu"]),
        (files.load, ["import"]),
    ]
