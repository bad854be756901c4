"""``dbc-grouper explain``: why subtrajecten got their product and code."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated

import typer

from billing.cli.options import (
    AanspraakRegel,
    Blad,
    Check,
    DatumvormOptie,
    Kolommen,
    NegeerKolom,
    NoChecks,
    OzpRegel,
    Pin,
    Releases,
    Sha256,
    Subtrajecten,
    Zorgactiviteiten,
    group_settings,
    leeswijze_of,
)
from billing.cli.screen import say

if TYPE_CHECKING:
    from grouper.explaining.explanation import Explanation


def explain(
    release: Releases,
    subtrajecten: Subtrajecten,
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
            "--kort", help="Only the beslisregels that led to the outcome, as text."
        ),
    ] = False,
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
            typer.echo(
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
        say(next(explanations).to_json())
    else:
        _say_list(explanations)


def _say_texts(explanations: Iterable["Explanation"], *, kort: bool) -> None:
    # Imported where there is something to explain: --help does not wait for it.
    from grouper.explaining.text import explanation_text

    for number, explanation in enumerate(explanations):
        if number:
            say("")
        say(explanation_text(explanation, kort=kort).rstrip("\n"))


def _say_list(explanations: Iterable["Explanation"]) -> None:
    """Print a JSON list piece by piece: there may be many."""
    begin = "["
    for explanation in explanations:
        say(f"{begin}{explanation.to_json()}")
        begin = ","
    say("]")
