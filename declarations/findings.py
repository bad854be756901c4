"""Every fault a message can have: our code, its severity and its Dutch text.

The codes are ours, in a namespace of their own: of the NZa's fault list only one
example was found (3165, grouper.md 2.7). Texts carry no value of a patient; the place
is named so that the sender can look it up.
"""

from typing import Literal

Severity = Literal["reject", "warn"]

TEXTS: dict[str, tuple[Severity, str]] = {
    # The file as a whole.
    "B-01": ("reject", "Het bestand is leeg."),
    "B-02": ("reject", "Het bestand is groter dan een bericht mag zijn."),
    "B-03": ("warn", "Overgeslagen: geen bestand van deze vorm."),
    "B-04": ("reject", "De naam bevat een pad; berichten staan los in de zip."),
    "B-05": ("reject", "De naam komt vaker voor; alleen het eerste bestand telt."),
    "B-06": (
        "reject",
        "Het bestand kan niet worden uitgepakt (beschadigd of op slot).",
    ),
    # The message as a whole.
    "B-10": ("reject", "Geen geldige XML."),
    "B-11": ("reject", "Een documenttype (DOCTYPE) of entiteit is niet toegestaan."),
    "B-12": ("reject", "Geen bericht van de verwachte soort en naamruimte."),
    "B-13": ("reject", "Het bericht bevat niet precies een Declaratiedataset."),
    "B-14": ("reject", "De declaratiedataset bevat geen subtraject."),
    "B-15": ("reject", "Het antwoord bevat geen Declaratieresultset."),
    # Its values.
    "B-20": ("reject", "Verplicht gegeven ontbreekt."),
    "B-21": ("reject", "Gegeven komt vaker voor, met verschillende waarden."),
    "B-22": ("reject", "Geen bestaande datum in de verwachte vorm."),
    "B-23": ("reject", "Geen geheel getal."),
    "B-24": ("reject", "De leeftijd staat niet in jaren."),
    "B-25": ("reject", "Het subtrajectnummer komt vaker voor."),
    "B-26": ("warn", "Geen bestaande datum in de verwachte vorm; niet overgenomen."),
    # The OHW form.
    "B-30": ("reject", "Er is geen regel waar dit gegeven naar verwijst."),
    "B-31": ("reject", "De sleutel waarnaar wordt verwezen komt vaker voor."),
    "B-32": ("warn", "De regel hoort bij geen subtraject in deze levering."),
}

WITHOUT_REPLY = frozenset({"B-03", "B-04", "B-05"})
"""Faults of files that are no message of their own, so that nothing is replied."""

REPLY_TEXTS: dict[str, str] = {
    "B-40": "Afgewezen door de invoercontroles.",
    "B-41": "Afgeleid, maar zonder declaratiecode: de aanspraak Zvw is nodig.",
    "B-42": "Niet afgeleid: een ander subtraject van deze dataset is afgewezen.",
    "B-43": "Uitval: het afgeleide zorgproduct heeft geen declaratiecode.",
    "B-44": "Zorgtype 41, 51 of 52 geeft geen dbc-zorgproduct.",
}
"""Texts that stand in a reply only."""
