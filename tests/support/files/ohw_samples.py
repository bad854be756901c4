"""An OHW delivery by the default layout: invented, since no column of it is known."""

FILES: dict[str, str] = {
    "DECLARATIEDATASET": (
        "declaratiedatasetnummer;patientnummer;instellingscode\nD1;P1;06010101\n"
        "D2;P2;06010101\n"
    ),
    "NEVENDIAGNOSE": "nummer;code\n",
    "PATIENT": ("patientnummer;geslacht;geboortedatum\nP1;M;19800229\nP2;V;20100501\n"),
    "ZORGTRAJECT": (
        "zorgtrajectnummer;behandelend_specialisme;zorgvraagcode\n"
        "T1;0303;\nT2;0316;101\n"
    ),
    "GELEVERD_ZORGPROFIEL": (
        "zorgactiviteitnummer;subtrajectnummer;zorgactiviteitcode;aantal;uitvoerdatum\n"
        "Z1;S1;190060;1;20170203\nZ2;S1;036721;2;20170204\nZ3;S2;190007;1;\n"
    ),
    "PAKBON": "bestand;aantal\n",
    "SUBTRAJECT": (
        "subtrajectnummer;zorgtrajectnummer;declaratiedatasetnummer;zorgtypecode;"
        "typerende_diagnose;begindatum_subtraject;einddatum_subtraject;"
        "dbc_reden_sluiten;aanspraak_zvw\n"
        "S1;T1;D1;11;175;20170201;;00;J\nS2;T2;D2;21;401;20170301;20170401;;\n"
    ),
}


def delivery(**changed: str | None) -> dict[str, bytes]:
    """The files of a delivery; ``None`` leaves one out."""
    files = FILES | changed
    return {
        f"{name}.txt": text.encode() for name, text in files.items() if text is not None
    }
