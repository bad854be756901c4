"""``dbc-grouper explain``: why subtrajecten got their product and code."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from billing.cli.options import (
    AanspraakRegel,
    Blad,
    Check,
    DatumvormOptie,
    Kolommen,
    MaybeReleases,
    NegeerKolom,
    NoChecks,
    OzpRegel,
    Pin,
    Sha256,
    Zorgactiviteiten,
    group_settings,
    leeswijze_of,
)
from billing.cli.price_options import (
    Contracten,
    Passanten,
    Registers,
    Tarieven,
    tariefbronnen,
)
from billing.cli.screen import say, say_data, say_short

if TYPE_CHECKING:
    from billing.tariefbronnen import Tariefbronnen
    from grouper.explaining.explanation import Explanation


def explain(
    release: MaybeReleases = None,
    subtrajecten: Annotated[
        Path | None,
        typer.Option(
            "--subtrajecten",
            metavar="FILE",
            help="The batch that was grouped.",
            allow_dash=True,
        ),
    ] = None,
    subtraject: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NUMMER", help="subtraject_nummer to explain. May be repeated."
        ),
    ] = None,
    zorgactiviteiten: Zorgactiviteiten = None,
    check: Check = None,
    no_checks: NoChecks = False,
    aanspraak_regel: AanspraakRegel = None,
    ozp_regel: OzpRegel = None,
    pin: Pin = None,
    negeer_kolom: NegeerKolom = None,
    blad: Blad = None,
    kolommen: Kolommen = None,
    datumvorm: DatumvormOptie = None,
    sha256: Sha256 = None,
    as_json: Annotated[
        bool,
        typer.Option(
            "--json",
            help="As JSON instead of text: an object for one --subtraject, else a "
            "list of them.",
        ),
    ] = False,
    uitval: Annotated[
        bool,
        typer.Option("--uitval", help="Explain every subtraject that is uitval, too."),
    ] = False,
    bevinding: Annotated[
        list[str] | None,
        typer.Option(
            metavar="CODE",
            help="Explain every subtraject that has this finding, such as G124, or an "
            "activity that has it, too. May be repeated.",
        ),
    ] = None,
    kort: Annotated[
        bool,
        typer.Option(
            "--kort",
            help="In ten lines at most: the outcome, and what led to it. A line that "
            "is longer than the terminal ends with the last word that fits.",
        ),
    ] = False,
    regel: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ID",
            help="regel_id of a priced line to explain, phase by phase; with "
            "--besluiten. May be repeated.",
        ),
    ] = None,
    besluiten: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="What price wrote to its OUT (Parquet or Arrow IPC); with --regel.",
            allow_dash=True,
        ),
    ] = None,
    tarieven: Tarieven = None,
    contracten: Contracten = None,
    passanten: Passanten = None,
    registers: Registers = None,
) -> None:
    """Explain the outcome of subtrajecten, rule by rule, in plain Dutch.

    Product and declaratiecode, and why that code and not its twin; of uitval the
    deciding rule; which zorgactiviteiten are billable on their own, and why the others
    are not; every beslisregel on both paths, each condition with the value counted, its
    bounds and the zorgactiviteiten that counted. Of a rejected subtraject: why.
    """
    from billing.work.explain import choose_subtrajecten, explain_subtrajecten
    from productstructure.errors import CallError

    if kort and as_json:
        raise CallError("--kort is a form of the text; leave it out with --json.")
    if regel or besluiten is not None:
        if not regel or besluiten is None:
            raise CallError(
                "to explain a priced line give --regel ID and --besluiten FILE, and "
                "the tables it was priced with (--tarieven and the like)."
            )
        bronnen = None
        if tarieven or contracten or passanten or registers:
            bronnen = tariefbronnen(tarieven, contracten, passanten, registers, None)
        _explain_lines(regel, besluiten, bronnen, as_json=as_json, kort=kort)
        return
    if not release or subtrajecten is None:
        raise CallError(
            "--release RELEASE and --subtrajecten FILE are needed to explain "
            "subtrajecten; --regel ID and --besluiten FILE explain a priced line."
        )
    named, codes = list(subtraject or ()), list(bevinding or ())
    if not (named or uitval or codes):
        raise CallError(
            "nothing to explain: give --subtraject NUMMER, --uitval or --bevinding "
            "CODE."
        )
    settings = group_settings(
        checks=check,
        no_checks=no_checks,
        aanspraak=aanspraak_regel,
        ozp=ozp_regel,
        pin=pin,
        leeswijze=leeswijze_of(negeer_kolom, blad, kolommen, datumvorm),
    )
    batch = (release, subtrajecten, zorgactiviteiten)
    nummers = list(named)
    if uitval or codes:
        chosen = choose_subtrajecten(
            *batch, uitval=uitval, bevindingen=codes, settings=settings, sha256=sha256
        )
        nummers += [nummer for nummer in chosen.nummers if nummer not in named]
        if chosen.zonder:
            say(
                f"{chosen.zonder} bevinding(en) horen bij geen subtraject van de "
                "aanlevering, of bij een zonder nummer; die zijn niet uitgelegd.",
                err=True,
            )
    explanations = explain_subtrajecten(
        *batch, nummers=nummers, settings=settings, sha256=sha256
    )
    if not nummers:
        say("[]" if as_json else "Geen enkel subtraject is wat gevraagd is.")
    elif not as_json:
        _say_texts(explanations, kort=kort)
    elif len(named) == 1 and not (uitval or codes):
        say_data(next(explanations).to_json())
    else:
        _say_list(explanations)


def _explain_lines(
    numbers: list[str],
    besluiten: Path,
    bronnen: "Tariefbronnen | None",
    *,
    as_json: bool,
    kort: bool,
) -> None:
    import json

    from billing.naslag.regeluitleg import regeluitleg_text
    from billing.work.naslag import explain_lines

    found = explain_lines(besluiten, numbers, bronnen)
    if as_json:
        said = [
            {"regel_id": number, "fasen": [stap.to_dict() for stap in stappen]}
            for number, stappen in found
        ]
        say_data(json.dumps(said, ensure_ascii=False, indent=2))
        return
    for place, (number, stappen) in enumerate(found):
        if place:
            say()
        tell = say_short if kort else say
        tell(regeluitleg_text(number, stappen, kort=kort))


def _say_texts(explanations: Iterable["Explanation"], *, kort: bool) -> None:
    # Imported where there is something to explain: --help does not wait for it.
    from grouper.explaining.text import explanation_text

    for number, explanation in enumerate(explanations):
        if number:
            say("")
        tell = say_short if kort else say
        tell(explanation_text(explanation, kort=kort).rstrip("\n"))


def _say_list(explanations: Iterable["Explanation"]) -> None:
    """Print a JSON list piece by piece: there may be many."""
    begin = "["
    for explanation in explanations:
        say_data(f"{begin}{explanation.to_json()}")
        begin = ","
    say("]")
