"""Options that several commands share, each said once."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

if TYPE_CHECKING:
    from billing.gates import Gates
    from billing.memory_budget import MemoryBudget
    from billing.settings import GroupSettings
    from grouper.findings.checks import InputChecks
    from tabellen.headers.leeswijze import Leeswijze, Vertaling
    from tabellen.values.dayforms import Datumvorm

_RELEASES = typer.Option(
    "--release",
    metavar="RELEASE",
    help="NZa zip, folder with its two XML files, or compiled release. May be "
    "repeated: each row takes the release in force on its date.",
)
Releases = Annotated[list[Path], _RELEASES]
MaybeReleases = Annotated[list[Path] | None, _RELEASES]

Subtrajecten = Annotated[
    Path,
    typer.Option(
        "--subtrajecten",
        metavar="FILE",
        help="The subtrajecten to group: csv, Parquet or Arrow IPC, by its ending.",
        allow_dash=True,
    ),
]

Zorgactiviteiten = Annotated[
    Path | None,
    typer.Option(
        "--zorgactiviteiten",
        metavar="FILE",
        help="Their zorgactiviteiten. Leave it out when the subtrajecten carry them as "
        "a nested column.",
        allow_dash=True,
    ),
]

Threads = Annotated[
    int | None,
    typer.Option(
        "--threads", metavar="N", help="How many threads; by default all processors."
    ),
]

Check = Annotated[
    list[str] | None,
    typer.Option(
        "--check",
        metavar="NAME=SETTING",
        help="Set one input check to reject, warn or off, such as geslacht=warn. May "
        "be repeated.",
    ),
]

NoChecks = Annotated[
    bool, typer.Option("--no-checks", help="Turn all input checks off.")
]

AanspraakRegel = Annotated[
    list[str] | None,
    typer.Option(
        "--aanspraak-regel",
        metavar="NAME=SETTING",
        help="What decides between two declaratiecodes where the sources leave room: "
        "zonder_kleur=verzekerd|aanspraak, rood=onverzekerd|aanspraak, "
        "rood_en_oranje=rood|oranje; the first of each is the default. May be "
        "repeated.",
    ),
]

OzpRegel = Annotated[
    list[str] | None,
    typer.Option(
        "--ozp-regel",
        metavar="NAME=SETTING",
        help="What decides on overige zorgproducten where the sources leave room: "
        "verzoek_gaat_voor_profiel=nee|ja, addon_ic_in_dbc=nee|ja, "
        "hoofdtraject_overlapt=ja|nee; the first of each is the default. May be "
        "repeated.",
    ),
]

Pin = Annotated[
    str | None,
    typer.Option(
        "--pin",
        metavar="NAME",
        help="Name of one of the releases, or how it alone begins (20170101): it is "
        "taken on every date it covers, also where another has a newer versiedatum.",
    ),
]

Sha256 = Annotated[
    list[str] | None,
    typer.Option(
        "--sha256",
        metavar="HEX",
        help="Hash that the release must have, as compile prints it. With several "
        "releases it is repeated: each must have one of them.",
    ),
]

Blad = Annotated[
    list[str] | None,
    typer.Option(
        "--blad",
        metavar="NAME",
        help="The sheet of a workbook that counts, where several hold a table. May be "
        "repeated, for several workbooks.",
    ),
]

Kolommen = Annotated[
    Path | None,
    typer.Option(
        "--kolommen",
        metavar="FILE.toml",
        help="Names of columns and values of codes in other words than ours: per table "
        "ours = theirs, and [TABLE.waarden.COLUMN] theirs = ours.",
    ),
]

DatumvormOptie = Annotated[
    Literal["dd/mm/jjjj", "mm/dd/jjjj"] | None,
    typer.Option(
        "--datumvorm",
        help="What stands first in dates with slashes, where no value above 12 tells.",
    ),
]

Vorm = Annotated[
    Literal["csv", "excel", "xlsx", "parquet", "ipc", "jsonl"] | None,
    typer.Option(
        "--vorm",
        help="Form of what is written, by default that of its ending. excel is a csv "
        "that a Dutch Excel opens unharmed: codes stay text, amounts have a comma.",
    ),
]

SleutelBestand = Annotated[
    Path | None,
    typer.Option(
        "--sleutel-bestand",
        metavar="FILE",
        help="Seal the records of what is written with the key in this file (at least "
        "32 bytes; that of pseudonyms may serve), so that nobody without it can "
        "rewrite one; outputs that are read have to be sealed with it too.",
    ),
]

Findings = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        help="Where the findings go; by default OUT.findings.csv, when there are any.",
    ),
]

AsJson = Annotated[bool, typer.Option("--json", help="As JSON instead of text.")]

Strict = Annotated[
    bool, typer.Option("--strict", help="Exit with code 1 when a row was rejected.")
]


def gate(what: str) -> Any:
    """An option that sets a gate, of which a share is said to be something."""
    return typer.Option(
        metavar="SHARE",
        min=0,
        max=1,
        help=f"Refuse the delivery when a larger share of its {what}; 1 is no limit.",
        rich_help_panel="Gates: a wholly wrong delivery is an error, not a result",
    )


MaxRejected = Annotated[float | None, gate("subtrajecten is rejected (0.5)")]
MaxEmpty = Annotated[float | None, gate("subtrajecten has no activities (0.5)")]
MaxUnlinked = Annotated[
    float | None,
    gate("activities has no subtraject, and --max-empty trips as well (0.5)"),
]
MaxUnknown = Annotated[float | None, gate("activities has an unknown code (0.5)")]
MaxUitval = Annotated[float | None, gate("subtrajecten is uitval (0.5)")]

MaxMemory = Annotated[
    str | None,
    typer.Option(
        "--max-memory",
        metavar="SIZE",
        help="Memory that the run may take, such as 8GiB; what will not fit is refused "
        "before it begins. By default what the machine and its container leave.",
    ),
]

MaxPerBevinding = Annotated[
    int | None,
    typer.Option(
        "--max-per-bevinding",
        metavar="N",
        min=1,
        help="Write out so many findings of one code, of those that reject nothing, "
        "and count the rest (100,000).",
    ),
]

NegeerKolom = Annotated[
    list[str] | None,
    typer.Option(
        "--negeer-kolom",
        metavar="NAME",
        help="A column that is what it is, however near its name to that of a known "
        "one that is absent; may be repeated.",
    ),
]


def chosen_gates(*, strict: bool = False, **limits: float | None) -> "Gates":
    """The gates as the command line sets them; what is None is as by default.

    Raises:
        CallError: A limit is no share.
    """
    from billing.gates import Gates

    gates = Gates(**given(**limits))
    return gates.strict() if strict else gates


def given(**choices: Any) -> dict[str, Any]:
    """Choices that were made; what is None is left to the default of its class."""
    return {name: each for name, each in choices.items() if each is not None}


def memory_budget(max_memory: str | None) -> "MemoryBudget":
    """The budget of memory as the command line gives it.

    Raises:
        CallError: It is no size.
    """
    from billing.memory_budget import MemoryBudget

    return MemoryBudget.of(max_memory)


def leeswijze_of(
    negeer_kolom: Sequence[str] | None = None,
    blad: Sequence[str] | None = None,
    kolommen: Path | None = None,
    datumvorm: "Datumvorm | None" = None,
) -> "Leeswijze":
    """How tables are read, as the command line says it.

    Raises:
        CallError: The file names a table or a column that is not known.
        InputFileError: It cannot be read.
    """
    from tabellen.headers.leeswijze import Leeswijze

    return Leeswijze(
        genegeerd=tuple(negeer_kolom or ()),
        bladen=tuple(blad or ()),
        datumvorm=datumvorm,
        tabellen=_vertalingen(kolommen),
    )


def _vertalingen(path: Path | None) -> "dict[str, Vertaling]":
    if path is None:
        return {}
    # All tables of prices and registers come with it.
    from billing.files.kolommen import read_kolommen

    return read_kolommen(path)


def is_for_excel(vorm: str | None, out: Path) -> bool:
    """Whether csv's are for a Dutch Excel.

    Raises:
        CallError: The form that is asked for is not that of the ending of OUT.
    """
    from productstructure.errors import CallError
    from tabellen.reading.endings import OUTPUTS

    if vorm is None:
        return False
    asked = "csv" if vorm == "excel" else vorm
    found = OUTPUTS.get(out.suffix.lower())
    if found != asked:
        endings = [ending for ending, form in OUTPUTS.items() if form == asked]
        raise CallError(
            f"--vorm {vorm} and {out} found; name OUT with {' or '.join(endings)}."
        )
    return vorm == "excel"


def group_settings(
    *,
    checks: Sequence[str] | None = None,
    no_checks: bool = False,
    aanspraak: Sequence[str] | None = None,
    ozp: Sequence[str] | None = None,
    pin: str | None = None,
    leeswijze: "Leeswijze | None" = None,
    max_per_verzekerde: int | None = None,
    max_per_bevinding: int | None = None,
) -> "GroupSettings":
    """Settings of a grouping as the command line gives them.

    Args:
        checks: Texts ``name=reject|warn|off``.
        no_checks: Whether all others are off.
        aanspraak: Texts ``name=setting`` of ``AanspraakRegels``.
        ozp: Texts ``name=ja|nee`` of ``OzpRegels``.
        pin: Name of the release that is pinned.
        leeswijze: How the tables of the batch are read.
        max_per_verzekerde: Subtrajecten of one verzekerde_id from which it is told.
        max_per_bevinding: Findings of one code that are written out.

    Raises:
        CallError: A text is not of that form, or names what does not exist.
    """
    from billing.settings import GroupSettings
    from grouper.outcomes.aanspraakregels import AanspraakRegels
    from grouper.ozp.rules import OzpRegels

    return GroupSettings(
        checks=input_checks(checks, no_checks=no_checks),
        aanspraak=AanspraakRegels(
            **_known("--aanspraak-regel", aanspraak, AanspraakRegels())
        ),
        ozp=OzpRegels(**_ja_nee("--ozp-regel", ozp, OzpRegels())),
        pinned=pin,
        **given(
            leeswijze=leeswijze,
            max_per_verzekerde=max_per_verzekerde,
            max_per_bevinding=max_per_bevinding,
        ),
    )


def input_checks(settings: Sequence[str] | None, *, no_checks: bool) -> "InputChecks":
    """Input checks as the command line sets them.

    Args:
        settings: Texts ``name=reject|warn|off``.
        no_checks: Whether all others are off.

    Raises:
        CallError: A text is not of that form, or names what does not exist.
    """
    from grouper.findings.checks import InputChecks

    begin = InputChecks.off() if no_checks else InputChecks.default()
    return begin.with_settings(named_settings("--check", settings))


def named_settings(
    option: str, texts: Sequence[str] | None, form: str = "NAME=SETTING"
) -> dict[str, str]:
    """Settings by name, of texts of a form.

    Raises:
        CallError: A text is of another form.
    """
    # Imported here: it brings Polars along, which --help can do without.
    from productstructure.errors import CallError

    wanted = {}
    for text in texts or ():
        name, equals, setting = text.partition("=")
        if not equals:
            raise CallError(f"{option} {text!r} found; write {form}.")
        wanted[name.strip()] = setting.strip()
    return wanted


def listed(given: Sequence[str] | None) -> tuple[str, ...]:
    """Parts of an option that has commas between them, or is given more than once."""
    parts = ",".join(given or ()).split(",")
    return tuple(part.strip() for part in parts if part.strip())


def _known(option: str, texts: Sequence[str] | None, defaults: Any) -> dict[str, Any]:
    """Settings by name, all of which ``defaults`` has."""
    from productstructure.errors import CallError

    wanted = named_settings(option, texts)
    for name in wanted:
        if name not in vars(defaults):
            known = ", ".join(vars(defaults))
            raise CallError(f"{option} {name!r} is unknown. Known: {known}.")
    return wanted


def _ja_nee(option: str, texts: Sequence[str] | None, defaults: Any) -> dict[str, Any]:
    """Settings that are ja or nee."""
    from productstructure.errors import CallError

    switches = {k: v for k, v in vars(defaults).items() if isinstance(v, bool)}
    answers = {"ja": True, "nee": False}
    found: dict[str, Any] = {}
    for name, setting in named_settings(option, texts).items():
        if name not in switches:
            raise CallError(
                f"{option} {name!r} is unknown. Known: {', '.join(switches)}."
            )
        if setting not in answers:
            raise CallError(f"{option} {name}: {setting!r} found; use ja or nee.")
        found[name] = answers[setting]
    return found
