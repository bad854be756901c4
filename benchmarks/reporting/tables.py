"""Shows the results of a run: tables for the terminal and for docs/performance.md."""

from collections.abc import Iterable, Sequence

from benchmarks.inputs import ROOT
from benchmarks.reporting.chart import cost_chart
from benchmarks.reporting.measured import Results
from benchmarks.reporting.ratios import ratios
from benchmarks.reporting.targets import targets
from billing.cli.screen import say, show_table

PAGE = ROOT / "docs" / "performance.md"
CHART = ROOT / "docs" / "performance.svg"
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"

Row = Sequence[str]

TABLES = {
    "Targets of issue E": ("target", "asked", "found", "met"),
    "Ratios": ("ratio", "times", "better"),
    "Measurements": ("stage", "mix", "rows", "threads", "median", "rows/s", "ns a row"),
    "Where the time goes": ("hop", "ns a row"),
    "Peak memory of fresh processes": ("job", "MiB"),
}


def show(results: Results) -> None:
    """Print every table."""
    for title, rows in _tables(results).items():
        show_table(title, TABLES[title], rows)
    for reason in results.skipped:
        say(f"Left out: {reason}.")


def write_page(results: Results) -> None:
    """Put the tables into docs/performance.md, between its markers, and the chart."""
    page = PAGE.read_text()
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    PAGE.write_text(f"{before}{BEGIN}\n{_markdown(results)}\n{END}{after}")
    CHART.write_text(cost_chart(results))


def _tables(results: Results) -> dict[str, list[Row]]:
    tables: dict[str, list[Row]] = {
        "Targets of issue E": _target_rows(results),
        "Ratios": [
            (one.name, f"{one.value:,.2f}", "high" if one.is_better_high else "low")
            for one in ratios(results)
        ],
        "Measurements": _measured_rows(results),
        "Where the time goes": [
            (hop, f"{1e9 * seconds / results.about['hop_rows']:,.0f}")
            for hop, seconds in results.hops.items()
        ],
        "Peak memory of fresh processes": [
            (name, f"{peak / 2**20:,.0f}") for name, peak in results.peaks.items()
        ],
    }
    return {title: rows for title, rows in tables.items() if rows}


def _target_rows(results: Results) -> list[Row]:
    sign = {True: "at least", False: "at most"}
    met = {True: "yes", False: "no", None: "not measured"}
    return [
        (
            one.name,
            f"{sign[one.is_minimum]} {_number(one.asked)}",
            "-" if one.found is None else _number(one.found),
            met[one.is_met],
        )
        for one in targets(results)
    ]


def _measured_rows(results: Results) -> list[Row]:
    return [
        (
            one.stage,
            one.mix,
            f"{one.rows:,}",
            str(one.threads or "-"),
            _duration(one.seconds),
            f"{one.rows / one.seconds:,.0f}" if one.rows > 1 else "-",
            f"{one.ns_per_row:,.0f}" if one.rows > 1 else "-",
        )
        for one in results.measurements
    ]


def _markdown(results: Results) -> str:
    about = results.about
    machine, versions = about["machine"], about["versions"]
    lines = [
        f"`{about['command']}` on {about['date'][:10]}, commit {about['commit']}"
        f"{' with changes' if about['is_changed'] else ''}; input: {about['input']}.",
        "",
        f"Machine: {machine['processor']}, {machine['processors']} processors, "
        f"{machine['memory_gib']} GiB, {machine['system']}. Versions: "
        f"{', '.join(f'{name} {number}' for name, number in versions.items())}.",
    ]
    for title, rows in _tables(results).items():
        lines += ["", f"### {title}", "", *_table(TABLES[title], rows)]
    lines += [f"\nLeft out: {reason}." for reason in results.skipped]
    return "\n".join(lines)


def _table(header: Row, rows: Iterable[Row]) -> list[str]:
    return [
        f"| {' | '.join(header)} |",
        f"|{'---|' * len(header)}",
        *(f"| {' | '.join(row)} |" for row in rows),
    ]


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:,.3g}"


def _duration(seconds: float) -> str:
    if seconds >= 1:
        return f"{seconds:,.2f} s"
    return f"{1e3 * seconds:,.3g} ms"
