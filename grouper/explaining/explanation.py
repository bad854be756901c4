"""What an explanation says of one subtraject: its rows, both paths and the outcome.

These are plain values; ``explainer`` fills them, ``text`` writes them out. Every
text in them is Dutch: the people who read it work with Dutch registrations.

Dutch terms: boom (tree), beslisregel (rule), voorwaarde (condition), declaratiecode
(the code that is billed), aanspraak (entitlement).
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any, ClassVar

from grouper.outcomes.ozp_balance import OzpBalance
from tabellen.getoond import Getoond


@dataclass(frozen=True)
class ExplainedActivity:
    """One registered zorgactiviteit.

    Attributes:
        row: Its data row in the zorgactiviteiten, from 1.
        zorgactiviteit_code: As registered.
        zorgactiviteit_code_geteld: Code it counts as: translated where the release says
            so, zero-filled.
        omschrijving: Text of the code it counts as; None when the release has none.
        aantal: As registered; None when it is no integer.
        uitvoerdatum: As registered; None when it is not given or no date.
        aanspraak_code: Of the code it counts as, on begindatum.
        is_geldig: Whether that code is valid on begindatum, on which the trees read it;
            None where no tree asks or the begindatum is not there.
        is_geteld: Whether it counted in any condition on the path; None when the
            subtraject was not walked.
    """

    row: int
    zorgactiviteit_code: str | None
    zorgactiviteit_code_geteld: str
    omschrijving: str | None
    aantal: int | None
    uitvoerdatum: date | None
    aanspraak_code: str | None
    is_geldig: bool | None
    is_geteld: bool | None = None


@dataclass(frozen=True)
class CountedActivity:
    """What one registered zorgactiviteit added to the value of a condition.

    Attributes:
        activity: The activity; its ``aantal`` is as registered.
        bijdrage: aantal times weegfactor.
    """

    activity: ExplainedActivity
    bijdrage: int


@dataclass(frozen=True)
class ExplainedCondition:
    """One condition of a rule (a koppeling) as it was tested.

    Attributes:
        attribuut_id: The NZa's number of what is counted.
        omschrijving: Its text.
        boomparameter: What it looks at.
        waarde: Value counted.
        onder: Lower bound, inclusive.
        boven: Upper bound, inclusive; None when open-ended.
        is_waar: Whether the value lies within the bounds.
        counted: Activities that added to the value; empty for a boomparameter below
            300, which looks at the subtraject itself.
        geregistreerd: What it then looked at, as registered: ``zorgtype 21``; None for
            an activity.
    """

    attribuut_id: int
    omschrijving: str
    boomparameter: int
    waarde: int
    onder: int
    boven: int | None
    is_waar: bool
    counted: tuple[CountedActivity, ...]
    geregistreerd: str | None = None


@dataclass(frozen=True)
class ExplainedRule:
    """One beslisregel on the path.

    Attributes:
        beslisregel_id: The NZa's number.
        omschrijving: Text of its attribuutgroep.
        aantal_voorwaarden_waar: How many conditions must hold.
        conditions: Each condition, in the order of the release.
        is_waar: What the rule answered.
        is_aanspraakbeperking: IndicatieAanspraakbeperking.
    """

    beslisregel_id: int
    omschrijving: str
    aantal_voorwaarden_waar: int
    conditions: tuple[ExplainedCondition, ...]
    is_waar: bool
    is_aanspraakbeperking: bool


@dataclass(frozen=True)
class ExplainedTree:
    """One climb: a tree, the rules that were met, and the label at its end.

    Attributes:
        zorgproductgroep_code: Whose tree; ``0`` is the topboom.
        omschrijving: Its text.
        begindatum: First day of its tree version.
        einddatum: Last day; None while it is in force.
        rules: Every rule on the path, in order.
        label: The zorgproductgroep or zorgproduct it ends in.
    """

    zorgproductgroep_code: str
    omschrijving: str
    begindatum: date
    einddatum: date | None
    rules: tuple[ExplainedRule, ...]
    label: str

    @property
    def mattered(self) -> tuple[tuple[int, ExplainedRule], ...]:
        """The rules that led to the label, with their number on the path, from 1.

        Those that answered True, and the last one, whose answer carries the label.
        """
        last = len(self.rules)
        return tuple(
            (number, rule)
            for number, rule in enumerate(self.rules, start=1)
            if rule.is_waar or number == last
        )


@dataclass(frozen=True)
class ExplainedKleur:
    """What the activities of one colour, or of both, did to the product.

    Attributes:
        kleuren: rood, oranje, onbekend, or all that contributed.
        beslissend: The activities that contributed to a flagged rule that was True.
        zorgproduct_zonder: The product without those activities.
        is_bepalend: Whether that is another: they decided the product; else they
            counted along.
    """

    kleuren: tuple[str, ...]
    beslissend: tuple[ExplainedActivity, ...]
    zorgproduct_zonder: str
    is_bepalend: bool


@dataclass(frozen=True)
class ExplainedCode:
    """Why this declaratiecode and not its twin (docs/decisions.md 8).

    Attributes:
        declaratiecode: The code that may be billed; None when there is none (yet).
        verzekerd: Code of the product when it is insured care.
        onverzekerd: Its twin.
        aanspraak: The answer that was given: J, N or None.
        beslissend: Rode and oranje activities that contributed to a condition that
            held of a flagged rule that answered True.
        reden: Why, in one Dutch sentence or two.
        kleuren: What rood and oranje did to the product, each by itself, then both
            together where both contributed.
    """

    declaratiecode: str | None
    verzekerd: str | None
    onverzekerd: str | None
    aanspraak: str | None
    beslissend: tuple[ExplainedActivity, ...]
    reden: str
    kleuren: tuple[ExplainedKleur, ...] = ()


@dataclass(frozen=True, repr=False)
class Explanation(Getoond):
    """Everything about the outcome of one subtraject.

    Attributes:
        subtraject_nummer: Its number.
        row: Its data row in the subtrajecten, from 1; the first when several bear the
            number.
        registratie: Its columns, as they came.
        leeftijd_jaar: Age that was used; None when there is none.
        zorgactiviteiten: Its activities, in the order of the batch.
        status: ok, warning, rejected or no_tree.
        findings: Rows of ``findings``, of the subtraject and of its activities.
        uitkomst: Its row of ``grouped``.
        release: Name of the release.
        release_reden: Why that release was taken, in Dutch, to follow on its name.
        trees: The topboom and the tree of its group; empty when it was not walked.
        zorgproduct_omschrijving: Text of the product on begindatum.
        zorgproduct_consumentenomschrijving: The text of it that patients read on their
            bill; None when the release has none.
        code: Why this declaratiecode; None when it was not walked.
        hoofdsubtraject_nummer: Of a ZT51: the main subtraject in the batch; None when
            none fits, or several.
        ozp: Its rows of ``ozp``: every overig zorgproduct, billable by itself or not,
            and why. Two columns more: ``omschrijving``, the text of the activity on its
            uitvoerdatum, and ``tarieftype_naam``.
        ozp_balance: What became of each of its activity lines as overig zorgproduct.
        profiel: Its rows of ``profielen``: activities that need a permit or a
            machtiging, or must stand on the bill; ``omschrijving`` as in ``ozp``.
        namen: By column of ``registratie``: what the release calls the code in it, on
            begindatum.
        is_uitvalgroep: Whether no product of its zorgproductgroep has a declaratiecode.
        niet_los: How many of its activity lines are no overig zorgproduct, by why, as
            ``ozp_balance`` counts them; ``geen_ozp`` there is parted in three:
            ``geen_ozp`` (valid, without a tarieftype), ``onbekend`` (no release knows
            the code) and ``ongeldig`` (not valid on its day, and never with a
            tarieftype).
    """

    MADE_BY: ClassVar = "Grouper.explain"

    subtraject_nummer: str
    row: int
    registratie: Mapping[str, Any]
    leeftijd_jaar: int | None
    zorgactiviteiten: tuple[ExplainedActivity, ...]
    status: str
    findings: tuple[Mapping[str, Any], ...]
    uitkomst: Mapping[str, Any]
    release: str
    trees: tuple[ExplainedTree, ...] = ()
    zorgproduct_omschrijving: str | None = None
    zorgproduct_consumentenomschrijving: str | None = None
    code: ExplainedCode | None = None
    hoofdsubtraject_nummer: str | None = None
    ozp: tuple[Mapping[str, Any], ...] = ()
    ozp_balance: OzpBalance | None = None
    profiel: tuple[Mapping[str, Any], ...] = ()
    release_reden: str = ""
    namen: Mapping[str, str] = field(default_factory=dict)
    is_uitvalgroep: bool = False
    niet_los: Mapping[str, int] = field(default_factory=dict)

    @property
    def zorgproductgroep_code(self) -> str | None:
        """The group that was derived; None when it was not walked."""
        return self.trees[0].label if self.trees else None

    @property
    def zorgproduct_code(self) -> str | None:
        """The product that was derived; None when it was not walked."""
        return self.trees[1].label if self.trees else None

    @property
    def deciding(self) -> tuple[tuple[ExplainedTree, int, ExplainedRule], ...]:
        """Tree, number and rule that led to uitval; empty when it is none.

        The last rule of its own tree, and of the topboom where the whole group is
        uitval.
        """
        if not self.uitkomst.get("is_uitval"):
            return ()
        trees = self.trees if self.is_uitvalgroep else self.trees[1:]
        return tuple((tree, *tree.mattered[-1]) for tree in trees)

    def to_dict(self) -> dict[str, Any]:
        """The explanation as dicts, lists, text and numbers; dates in ISO form."""
        return {name: _plain(value) for name, value in asdict(self).items()}

    def to_json(self) -> str:
        """The explanation as JSON, indented."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=2)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _plain(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, date | datetime):
        return value.isoformat()
    return value
