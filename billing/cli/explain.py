"""``dbc-grouper explain``: why one subtraject got its product and code."""

from typing import Annotated

import typer

from billing.cli.options import (
    AanspraakRegel,
    Check,
    NoChecks,
    OzpRegel,
    Pin,
    Releases,
    Sha256,
    Subtrajecten,
    Zorgactiviteiten,
    group_settings,
)
from billing.cli.screen import say


def explain(
    release: Releases,
    subtrajecten: Subtrajecten,
    subtraject: Annotated[
        str, typer.Option(metavar="NUMMER", help="subtraject_nummer to explain.")
    ],
    zorgactiviteiten: Zorgactiviteiten = None,
    check: Check = None,
    no_checks: NoChecks = False,
    aanspraak_regel: AanspraakRegel = None,
    ozp_regel: OzpRegel = None,
    pin: Pin = None,
    sha256: Sha256 = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="As JSON instead of text.")
    ] = False,
) -> None:
    """Explain the outcome of one subtraject, rule by rule, in plain Dutch.

    Product and declaratiecode, and why that code and not its twin; which
    zorgactiviteiten are billable on their own, and why the others are not; every
    beslisregel on both paths, each condition with the value counted, its bounds and the
    zorgactiviteiten that counted. Of a rejected subtraject: why.
    """
    from billing.explaining import explain_subtraject

    explanation = explain_subtraject(
        release,
        subtrajecten,
        zorgactiviteiten,
        subtraject_nummer=subtraject,
        settings=group_settings(
            checks=check,
            no_checks=no_checks,
            aanspraak=aanspraak_regel,
            ozp=ozp_regel,
            pin=pin,
        ),
        sha256=sha256,
    )
    say(explanation.to_json() if as_json else explanation.to_text().rstrip("\n"))
