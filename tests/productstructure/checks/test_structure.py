"""One mutated copy of the tiny release per promise that loading checks."""

from pathlib import Path

import pytest
from support.releases.builders import BOOMBESTANDEN, REFERENTIES, Mutation, tiny_release

from productstructure import check_structure, read_release
from productstructure.errors import StructureError
from productstructure.release import ProductStructure

_NEW_RULE = {
    "BeslisRegelId": "15",
    "AttribuutGroepId": "4",
    "LabelFalse": "990001003",
    "IndicatieAanspraakbeperking": "0",
    "VersieDatum": "2016-10-04",
}
_NEW_KOPPELING = {
    "AttribuutGroepKoppelingId": "6",
    "AttribuutGroepId": "4",
    "AttribuutId": "1",
    "AttribuutToetsWijze": "2",
    "OnderToetsWaarde": "1",
    "BovenToetsWaarde": "2",
    "VersieDatum": "2016-10-04",
}
_NEW_DIAGNOSE = {
    "SpecialismeCode": "0303",
    "DiagnoseCode": "0280",
    "DiagnoseOmschrijving": "Diagnose",
    "DiagnoseAttribuutCode": "0303.0280",
    "BeginDatum": "2013-01-01",
    "VersieDatum": "2016-10-04",
}
_NEW_ZORGVRAAG = {
    "SpecialismeCode": "0303",
    "ZorgVraagCode": "001",
    "ZorgVraagOmschrijving": "Vraag",
    "ZorgVraagAttribuutCode": "0303.001",
    "BeginDatum": "2013-01-01",
    "VersieDatum": "2016-10-04",
}
_NEW_VERTALING = {
    "ZorgActiviteitCode": "190060",
    "ZorgActiviteitOmschrijving": "Polikliniekbezoek",
    "ZorgActiviteitCodeOud": "190129",
    "ZorgActiviteitOmschrijvingOud": "IC-behandeldag",
    "BeginDatum": "2016-12-31",
    "VersieDatum": "2016-10-04",
}
_NEW_PARAMETER = {
    "BoomParameterNummer": "600",
    "Omschrijving": "Nieuw",
    "TabelNaam": "tabel",
    "VeldNaam": "veld",
    "AttribuutWaardeBepaling": "aantal records",
}

CELLS = {
    "flag other than 0 or 1": (
        {"BeslisRegels": {1: {"IndicatieAanspraakbeperking": "2"}}},
        "BoomBestanden: beslisregels row 1: IndicatieAanspraakbeperking is '2';"
        " expected 0 or 1",
    ),
    "required element empty": (
        {"BeslisRegels": {2: {"AttribuutGroepId": ""}}},
        "BoomBestanden: beslisregels row 2: AttribuutGroepId is absent or empty, but"
        " required",
    ),
    "required element of blanks": (
        {"BeslisRegels": {2: {"AttribuutGroepId": " \t"}}},
        "BoomBestanden: beslisregels row 2: AttribuutGroepId is absent or empty, but"
        " required",
    ),
    "required element absent": (
        {"BeslisRegels": {2: {"AttribuutGroepId": None}}},
        "BoomBestanden: beslisregels row 2: AttribuutGroepId is absent or empty, but"
        " required",
    ),
    "id that is no number": (
        {"BeslisRegels": {4: {"BeslisRegelId": "11a"}}},
        "BoomBestanden: beslisregels row 4: BeslisRegelId is '11a'; expected a whole"
        " number of at most 18 digits",
    ),
    "count too large for its column": (
        {"AttribuutGroepKoppelingen": {6: {"BovenToetsWaarde": "9999999999"}}},
        "BoomBestanden: attribuutgroepkoppelingen row 6: BovenToetsWaarde is"
        " '9999999999'; expected a whole number up to 2147483647",
    ),
    "weegfactor with a fraction": (
        {"ZorgActiviteiten": {1: {"ZorgActiviteitWeegFactor/2": "0.5"}}},
        "Referenties: zorgactiviteiten row 1: ZorgActiviteitWeegFactor/"
        "ZorgActiviteitWeegFactorItem[@Key=2] is"
        " '0.5'; expected a whole number up to 2147483647",
    ),
    "weegfactor absent": (
        {"ZorgActiviteiten": {1: {"ZorgActiviteitWeegFactor/2": None}}},
        "Referenties: zorgactiviteiten row 1: ZorgActiviteitWeegFactor/"
        "ZorgActiviteitWeegFactorItem[@Key=2] is"
        " absent or empty, but required",
    ),
    "date that does not exist": (
        {"Producten": {3: {"BeginDatum": "2015-02-29"}}},
        "Referenties: producten row 3: BeginDatum is '2015-02-29'; expected a date that"
        " exists, as JJJJ-MM-DD or JJJJMMDD",
    ),
    "date of another form": (
        {"Producten": {3: {"EindDatum": "2016-1-1"}}},
        "Referenties: producten row 3: EindDatum is '2016-1-1'; expected a date that"
        " exists, as JJJJ-MM-DD or JJJJMMDD",
    ),
    "blank before a code": (
        {"Producten": {3: {"ProductCode": " 990001002"}}},
        "Referenties: producten row 3: ProductCode is ' 990001002'; expected a code"
        " without blanks around it",
    ),
}

ROWS = {
    "next rule and label on one side": (
        {"BeslisRegels": {1: {"BeslisRegelTrue": "2"}}},
        "boombestanden: beslisregels row 1 (beslisregel_id 1): beslisregel_waar is 2"
        " and label_waar is '990001'",
    ),
    "neither next rule nor label": (
        {"BeslisRegels": {7: {"LabelFalse": None}}},
        "boombestanden: beslisregels row 7 (beslisregel_id 14): beslisregel_onwaar is"
        " empty and label_onwaar is empty",
    ),
    "no condition needed": (
        {"AttribuutGroepen": {2: {"AantalVoorwaardenVoorTrue": "0"}}},
        "boombestanden: attribuutgroepen row 2 (attribuutgroep_id 2):"
        " aantal_voorwaarden_waar is 0",
    ),
    "unknown attribuuttoetswijze": (
        {"AttribuutGroepKoppelingen": {6: {"AttribuutToetsWijze": "3"}}},
        "boombestanden: attribuutgroepkoppelingen row 6 (attribuutgroepkoppeling_id 6):"
        " attribuuttoetswijze is 3",
    ),
    "between without upper bound": (
        {"AttribuutGroepKoppelingen": {6: {"BovenToetsWaarde": None}}},
        "boombestanden: attribuutgroepkoppelingen row 6 (attribuutgroepkoppeling_id 6):"
        " attribuuttoetswijze is 2 and boventoetswaarde is empty",
    ),
    "bounds on the count reversed": (
        {"AttribuutGroepKoppelingen": {6: {"BovenToetsWaarde": "30"}}},
        "boombestanden: attribuutgroepkoppelingen row 6 (attribuutgroepkoppeling_id 6):"
        " ondertoetswaarde is 31 and boventoetswaarde is 30",
    ),
    "bound on the count negative": (
        {"AttribuutGroepKoppelingen": {6: {"OnderToetsWaarde": "-1"}}},
        "boombestanden: attribuutgroepkoppelingen row 6 (attribuutgroepkoppeling_id 6):"
        " ondertoetswaarde is -1",
    ),
    "unknown boomparameter tested": (
        {"Attributen": {6: {"BoomParameterNummer": "411"}}},
        "boombestanden: attributen row 6 (attribuut_id 6): boomparameter is 411",
    ),
    "unknown boomparameter tested and listed": (
        {
            "BoomParameters": {60: _NEW_PARAMETER},
            "Attributen": {6: {"BoomParameterNummer": "600"}},
        },
        "boombestanden: attributen row 6 (attribuut_id 6): boomparameter is 600",
    ),
    "boomparameter in another table": (
        {"BoomParameters": {1: {"TabelNaam": "subtrajecten"}}},
        "boombestanden: boomparameters row 1 (boomparameter 100): tabelnaam is"
        " 'subtrajecten'",
    ),
    "boomparameter on another field": (
        {"BoomParameters": {1: {"VeldNaam": "leeftijd_maanden"}}},
        "boombestanden: boomparameters row 1 (boomparameter 100): veldnaam is"
        " 'leeftijd_maanden'",
    ),
    "boomparameter defined otherwise": (
        {"BoomParameters": {1: {"AttribuutWaardeBepaling": "SUM(jaren)"}}},
        "boombestanden: boomparameters row 1 (boomparameter 100):"
        " attribuutwaardebepaling is 'SUM(jaren)'",
    ),
    "unknown filtertoetswijze": (
        {"Attributen": {1: {"FilterToetsWijze": "3"}}},
        "boombestanden: attributen row 1 (attribuut_id 1): filtertoetswijze is 3",
    ),
    "unknown filterwaardetype": (
        {"Attributen": {1: {"FilterWaardeType": "4"}}},
        "boombestanden: attributen row 1 (attribuut_id 1): filterwaardetype is 4",
    ),
    "between filter without upper bound": (
        {"Attributen": {2: {"BovenFilterWaarde": ""}}},
        "boombestanden: attributen row 2 (attribuut_id 2): filtertoetswijze is 2 and"
        " bovenfilterwaarde is empty",
    ),
    "leeftijd that is no number": (
        {"Attributen": {2: {"OnderFilterWaarde": "nul", "FilterWaardeType": "2"}}},
        "boombestanden: attributen row 2 (attribuut_id 2): boomparameter is 100 and"
        " filterwaardetype is 2 and onderfilterwaarde is 'nul' and bovenfilterwaarde is"
        " '17'",
    ),
    "begindatum that is no date": (
        {"Attributen": {2: {"BoomParameterNummer": "241"}}},
        "boombestanden: attributen row 2 (attribuut_id 2): boomparameter is 241 and"
        " filterwaardetype is 1 and onderfilterwaarde is '0' and bovenfilterwaarde is"
        " '17'",
    ),
    "filter bounds reversed as numbers": (
        {"Attributen": {2: {"OnderFilterWaarde": "9", "BovenFilterWaarde": "8"}}},
        "boombestanden: attributen row 2 (attribuut_id 2): filterwaardetype is 1 and"
        " onderfilterwaarde is '9' and bovenfilterwaarde is '8'",
    ),
    "filter bounds reversed as dates": (
        {
            "Attributen": {
                2: {
                    "BoomParameterNummer": "241",
                    "FilterWaardeType": "3",
                    "OnderFilterWaarde": "2016-01-01",
                    "BovenFilterWaarde": "20151231",
                }
            }
        },
        "boombestanden: attributen row 2 (attribuut_id 2): filterwaardetype is 3 and"
        " onderfilterwaarde is '2016-01-01' and bovenfilterwaarde is '20151231'",
    ),
    "weegfactor negative": (
        {"ZorgActiviteiten": {1: {"ZorgActiviteitWeegFactor/2": "-5"}}},
        "referenties: zorgactiviteiten row 1 (zorgactiviteit_code '190060', begindatum"
        " 2012-01-01): weegfactor_02 is -5",
    ),
    "maximale looptijd negative": (
        {"ZorgTypen": {2: {"MaximaleLooptijd": "-1"}}},
        "referenties: zorgtypen row 2 (specialisme_code '0303', zorgtype_code '21',"
        " begindatum 2012-01-01): maximale_looptijd is -1",
    ),
    "code of another width": (
        {"Specialismen": {1: {"SpecialismeCode": "303"}}},
        "referenties: specialismen row 1 (specialisme_code '303', begindatum"
        " 2012-01-01): specialisme_code is '303'",
    ),
    "einddatum before begindatum": (
        {"ZorgVragen": {1: {"EindDatum": "2011-12-31"}}},
        "referenties: zorgvragen row 1 (specialisme_code '0303', zorgvraag_code '1',"
        " begindatum 2012-01-01): begindatum is 2012-01-01 and einddatum is 2011-12-31",
    ),
    "required table empty": (
        {"Specialismen": {1: None}},
        "referenties: specialismen has no row, but no grouping can do without",
    ),
}

KEYS = {
    "id twice": (
        {"AttribuutGroepKoppelingen": {7: _NEW_KOPPELING}},
        "boombestanden: attribuutgroepkoppelingen row 7 (attribuutgroepkoppeling_id 6):"
        " attribuutgroepkoppeling_id is 6",
    ),
    "two rows valid on one day": (
        {"Producten": {2: {"BeginDatum": "2016-06-30"}}},
        "referenties: producten row 2 (zorgproduct_code '990001001', begindatum"
        " 2016-06-30): begindatum is 2016-06-30 and einddatum is empty",
    ),
    "two lengths of one diagnose on one day": (
        {"Diagnosen": {3: _NEW_DIAGNOSE}},
        "referenties: diagnosen row 3 (specialisme_code '0303', diagnose_code '0280',"
        " begindatum 2013-01-01): begindatum is 2013-01-01 and einddatum is empty",
    ),
    "two lengths of one zorgvraag on one day": (
        {"ZorgVragen": {2: _NEW_ZORGVRAAG}},
        "referenties: zorgvragen row 2 (specialisme_code '0303', zorgvraag_code '001',"
        " begindatum 2013-01-01): begindatum is 2013-01-01 and einddatum is empty",
    ),
}

REFERENCES = {
    "unknown attribuutgroep": (
        {"BeslisRegels": {3: {"AttribuutGroepId": "99"}}},
        "boombestanden: beslisregels row 3 (beslisregel_id 3): attribuutgroep_id is 99",
    ),
    "unknown next rule": (
        {"BeslisRegels": {5: {"BeslisRegelTrue": "99"}}},
        "boombestanden: beslisregels row 5 (beslisregel_id 12): beslisregel_waar is 99",
    ),
    "unknown start": (
        {"ZorgProductGroepen": {3: {"BeslisRegelStart": "99"}}},
        "referenties: zorgproductgroepen row 3 (zorgproductgroep_code '990001',"
        " begindatum 2016-01-01): beslisregel_start is 99",
    ),
    "unknown attribuut": (
        {"AttribuutGroepKoppelingen": {6: {"AttribuutId": "99"}}},
        "boombestanden: attribuutgroepkoppelingen row 6 (attribuutgroepkoppeling_id 6):"
        " attribuut_id is 99",
    ),
    "boomparameter not listed": (
        {"BoomParameters": {1: None}},
        "boombestanden: attributen row 2 (attribuut_id 2): boomparameter is 100",
    ),
    "unknown specialisme and diagnose": (
        {"LimitatieMachtigingen": {1: {"DiagnoseCode": "999"}}},
        "referenties: limitatiemachtigingen row 1 (specialisme_code '0303',"
        " diagnose_code '999', zorgactiviteit_code '190060', begindatum 2012-01-01):"
        " specialisme_code is '0303' and diagnose_code is '999'",
    ),
    "behandelklasse of an unknown activity": (
        {"BehandelKlassen": {1: {"ZorgActiviteitCode": "190061"}}},
        "referenties: behandelklassen row 1 (zorgproductgroep_code '990001',"
        " zorgactiviteit_code '190061', behandelklasse_code 'K_1', begindatum"
        " 2012-01-01): zorgactiviteit_code is '190061'",
    ),
    "group without conditions": (
        {"AttribuutGroepKoppelingen": {6: None}},
        "boombestanden: attribuutgroepen row 4 (attribuutgroep_id 4):"
        " aantal_voorwaarden_waar is 1",
    ),
    "more conditions needed than there are": (
        {"AttribuutGroepen": {2: {"AantalVoorwaardenVoorTrue": "3"}}},
        "boombestanden: attribuutgroepen row 2 (attribuutgroep_id 2):"
        " aantal_voorwaarden_waar is 3",
    ),
}

FILTERS = {
    "unknown zorgtype": (
        {"Attributen": {1: {"OnderFilterWaarde": "13"}}},
        "boombestanden: attributen row 1 (attribuut_id 1): boomparameter is 210 and"
        " onderfilterwaarde is '13'",
    ),
    "unknown zorgactiviteit": (
        {"Attributen": {3: {"OnderFilterWaarde": "190061"}}},
        "boombestanden: attributen row 3 (attribuut_id 3): boomparameter is 300 and"
        " onderfilterwaarde is '190061'",
    ),
    "cluster in another case": (
        {"Attributen": {5: {"OnderFilterWaarde": "dg_1"}}},
        "boombestanden: attributen row 5 (attribuut_id 5): boomparameter is 232 and"
        " onderfilterwaarde is 'dg_1'",
    ),
    "cluster of another slot": (
        {"Attributen": {6: {"OnderFilterWaarde": "ZG_10"}}},
        "boombestanden: attributen row 6 (attribuut_id 6): boomparameter is 501 and"
        " onderfilterwaarde is 'ZG_10'",
    ),
    "behandelklasse as cluster": (
        {"Attributen": {6: {"OnderFilterWaarde": "K_1"}}},
        "boombestanden: attributen row 6 (attribuut_id 6): boomparameter is 501 and"
        " onderfilterwaarde is 'K_1'",
    ),
    "unknown behandelklasse": (
        {"Attributen": {4: {"OnderFilterWaarde": "K_2"}}},
        "boombestanden: attributen row 4 (attribuut_id 4): boomparameter is 351 and"
        " onderfilterwaarde is 'K_2'",
    ),
    "behandelklasse of another group": (
        {"AttribuutGroepKoppelingen": {5: {"AttribuutId": "4"}}},
        "boombestanden: attributen row 4 (attribuut_id 4): boomparameter is 351 and"
        " onderfilterwaarde is 'K_1'",
    ),
}

TREES = {
    "rule that nothing leads to": (
        {"BeslisRegels": {8: _NEW_RULE | {"LabelTrue": "990001001"}}},
        "boombestanden: beslisregels row 8 (beslisregel_id 15): beslisregel_id is 15",
    ),
    "rule that leads to itself": (
        {"BeslisRegels": {8: _NEW_RULE | {"BeslisRegelTrue": "15"}}},
        "boombestanden: beslisregels row 8 (beslisregel_id 15): beslisregel_waar is 15"
        " and beslisregel_onwaar is empty",
    ),
    "group outside the versions of the topboom": (
        {"ZorgProductGroepen": {4: {"BeginDatum": "2017-02-01"}}},
        "referenties: zorgproductgroepen row 4 (zorgproductgroep_code '990001',"
        " begindatum 2017-02-01): begindatum is 2017-02-01 and einddatum is empty",
    ),
    "label of another group": (
        {"BeslisRegels": {2: {"LabelFalse": "990002001"}}},
        "boombestanden: beslisregels row 2 (beslisregel_id 2): label_onwaar is"
        " '990002001'",
    ),
    "topboom to a group without a tree": (
        {"ZorgProductGroepen": {3: None}, "BeslisRegels": {2: None}},
        "boombestanden: beslisregels row 1 (beslisregel_id 1): label_waar is '990001'",
    ),
    "product unknown on one day": (
        {"Producten": {2: {"BeginDatum": "2016-07-02"}}},
        "boombestanden: beslisregels row 2 (beslisregel_id 2): label_waar is"
        " '990001001'",
    ),
    "product ending before its tree": (
        {"Producten": {4: {"EindDatum": "2018-12-31"}}},
        "boombestanden: beslisregels row 7 (beslisregel_id 14): label_onwaar is"
        " '990001003'",
    ),
    "product beginning after its tree": (
        {"Producten": {4: {"BeginDatum": "2017-01-02"}}},
        "boombestanden: beslisregels row 7 (beslisregel_id 14): label_onwaar is"
        " '990001003'",
    ),
    "product unknown": (
        {"Producten": {4: None}},
        "boombestanden: beslisregels row 7 (beslisregel_id 14): label_onwaar is"
        " '990001003'",
    ),
}

MORE_ROWS = {
    "begindatum a day after einddatum": (
        {"Producten": {1: {"BeginDatum": "2016-07-01"}}},
        "referenties: producten row 1 (zorgproduct_code '990001001', begindatum"
        " 2016-07-01): begindatum is 2016-07-01 and einddatum is 2016-06-30",
    ),
    "equal, and another upper bound": (
        {
            "AttribuutGroepKoppelingen": {
                6: {"AttribuutToetsWijze": "1", "BovenToetsWaarde": "32"}
            }
        },
        "boombestanden: attribuutgroepkoppelingen row 6 (attribuutgroepkoppeling_id 6):"
        " attribuuttoetswijze is 1 and ondertoetswaarde is 31 and boventoetswaarde is"
        " 32",
    ),
    "filter that is equal, and another upper bound": (
        {"Attributen": {3: {"BovenFilterWaarde": "190129"}}},
        "boombestanden: attributen row 3 (attribuut_id 3): filtertoetswijze is 1 and"
        " onderfilterwaarde is '190060' and bovenfilterwaarde is '190129'",
    ),
    "leeftijd with an upper bound that is no number": (
        {"Attributen": {2: {"BovenFilterWaarde": "17j"}}},
        "boombestanden: attributen row 2 (attribuut_id 2): boomparameter is 100 and"
        " filterwaardetype is 1 and onderfilterwaarde is '0' and bovenfilterwaarde is"
        " '17j'",
    ),
    "leeftijd of ten digits": (
        {"Attributen": {2: {"BovenFilterWaarde": "1000000000"}}},
        "boombestanden: attributen row 2 (attribuut_id 2): boomparameter is 100 and"
        " filterwaardetype is 1 and onderfilterwaarde is '0' and bovenfilterwaarde is"
        " '1000000000'",
    ),
    "begindatum with an upper bound that is no date": (
        {
            "Attributen": {
                2: {
                    "BoomParameterNummer": "241",
                    "FilterWaardeType": "3",
                    "OnderFilterWaarde": "2016-01-01",
                    "BovenFilterWaarde": "2016-02-30",
                }
            }
        },
        "boombestanden: attributen row 2 (attribuut_id 2): boomparameter is 241 and"
        " filterwaardetype is 3 and onderfilterwaarde is '2016-01-01' and"
        " bovenfilterwaarde is '2016-02-30'",
    ),
    "bounds on a code reversed": (
        {
            "Attributen": {
                3: {"FilterToetsWijze": "2", "BovenFilterWaarde": "190059"},
            }
        },
        "boombestanden: attributen row 3 (attribuut_id 3): filterwaardetype is 2 and"
        " onderfilterwaarde is '190060' and bovenfilterwaarde is '190059'",
    ),
    "bounds on a code between which there is none": (
        {
            "Attributen": {
                3: {
                    "FilterToetsWijze": "2",
                    "OnderFilterWaarde": "190061",
                    "BovenFilterWaarde": "190128",
                },
            }
        },
        "boombestanden: attributen row 3 (attribuut_id 3): boomparameter is 300 and"
        " filterwaardetype is 2 and onderfilterwaarde is '190061' and bovenfilterwaarde"
        " is '190128'",
    ),
    "date for another boomparameter": (
        {
            "Attributen": {
                3: {"FilterWaardeType": "3", "OnderFilterWaarde": "2016-01-01"}
            }
        },
        "boombestanden: attributen row 3 (attribuut_id 3): boomparameter is 300 and"
        " filterwaardetype is 3",
    ),
    "first weegfactor negative": (
        {"ZorgActiviteiten": {1: {"ZorgActiviteitWeegFactor/1": "-1"}}},
        "referenties: zorgactiviteiten row 1 (zorgactiviteit_code '190060', begindatum"
        " 2012-01-01): weegfactor_01 is -1",
    ),
}

ALL = CELLS | ROWS | MORE_ROWS | KEYS | REFERENCES | FILTERS | TREES


@pytest.mark.parametrize(
    ("mutations", "found"), [pytest.param(*case, id=name) for name, case in ALL.items()]
)
def test_read_release_broken_promise_names_table_row_field_and_value(
    tmp_path: Path, mutations: dict[str, Mutation], found: str
) -> None:
    faults = _faults(tmp_path, **mutations)
    assert len(faults) == 1
    # The first sentence says where and what; what to do follows.
    where, _, remedy = faults[0].partition(". ")
    dated = "20170101 {} v20161117.xml:"
    for file in ("BoomBestanden", "Referenties"):
        where = where.replace(dated.format(file), f"{file}:")
    assert where == found
    assert remedy


KEPT: dict[str, dict[str, Mutation]] = {
    "row of one day": {
        "VertaalZorgActiviteiten": {
            1: {"BeginDatum": "2016-12-31", "EindDatum": "2016-12-31"}
        }
    },
    "row that ends the day before the next begins": {
        "Producten": {
            1: {"EindDatum": "2016-01-01"},
            2: {"BeginDatum": "2016-01-02"},
        }
    },
    "product from the first to the last day of its tree": {
        "Producten": {
            1: {"BeginDatum": "2016-01-01", "EindDatum": "2016-12-31"},
            2: {"BeginDatum": "2017-01-01"},
            4: {"BeginDatum": "2017-01-01"},
        }
    },
    "tree until the last day that there is, of products without one": {
        "ZorgProductGroepen": {row: {"EindDatum": "9999-12-31"} for row in (2, 4, 6)}
    },
    "bounds on the count alike": {
        "AttribuutGroepKoppelingen": {6: {"BovenToetsWaarde": "31"}}
    },
    "bounds on the count 0": {
        "AttribuutGroepKoppelingen": {
            6: {"OnderToetsWaarde": "0", "BovenToetsWaarde": "0"}
        }
    },
    "count equal, without an upper bound": {
        "AttribuutGroepKoppelingen": {
            6: {"AttribuutToetsWijze": "1", "BovenToetsWaarde": None}
        }
    },
    "count equal, with the same upper bound": {
        "AttribuutGroepKoppelingen": {
            6: {"AttribuutToetsWijze": "1", "BovenToetsWaarde": "31"}
        }
    },
    "all conditions needed": {
        "AttribuutGroepen": {2: {"AantalVoorwaardenVoorTrue": "2"}}
    },
    "filter equal, with the same upper bound": {
        "Attributen": {3: {"BovenFilterWaarde": "190060"}}
    },
    "filter of one leeftijd": {
        "Attributen": {2: {"OnderFilterWaarde": "17", "BovenFilterWaarde": "17"}}
    },
    "bounds on leeftijd as numbers and not as texts": {
        "Attributen": {2: {"OnderFilterWaarde": "9", "BovenFilterWaarde": "17"}}
    },
    "leeftijd of nine digits": {"Attributen": {2: {"BovenFilterWaarde": "999999999"}}},
    "begindatum of one day, spelled in two ways": {
        "Attributen": {
            2: {
                "BoomParameterNummer": "241",
                "FilterWaardeType": "3",
                "OnderFilterWaarde": "2016-02-29",
                "BovenFilterWaarde": "20160229",
            }
        }
    },
    "bounds on a code alike": {
        "Attributen": {
            3: {"FilterToetsWijze": "2", "BovenFilterWaarde": "190060"},
        }
    },
    "bounds on a code, of which neither exists": {
        "Attributen": {
            3: {
                "FilterToetsWijze": "2",
                "OnderFilterWaarde": "190059",
                "BovenFilterWaarde": "190061",
            },
        }
    },
    "diagnose without the code of DOT": {"Diagnosen": {1: {"ICD10DiagnoseCode": None}}},
    "weegfactoren and looptijd 0": {
        "ZorgActiviteiten": {
            1: {"ZorgActiviteitWeegFactor/1": "0", "ZorgActiviteitWeegFactor/2": "0"}
        },
        "ZorgTypen": {1: {"MaximaleLooptijd": "0"}},
    },
}


@pytest.mark.parametrize("mutations", [pytest.param(m, id=n) for n, m in KEPT.items()])
def test_read_release_what_keeps_a_promise_at_its_boundary_is_taken(
    tmp_path: Path, mutations: dict[str, Mutation]
) -> None:
    """Days and bounds include both ends."""
    read_release(tiny_release(tmp_path, **mutations))


def test_check_structure_tiny_release_finds_no_fault(tiny: ProductStructure) -> None:
    assert check_structure(tiny.tables) == []


def test_check_structure_overlap_names_the_other_row(tmp_path: Path) -> None:
    (fault,) = _faults(tmp_path, Producten={2: {"BeginDatum": "2016-06-30"}})
    assert "Row 1 has the same key on this begindatum; expected one row." in fault


def test_check_structure_cycle_is_written_out(tmp_path: Path) -> None:
    cycle, doubled = _faults(
        tmp_path, BeslisRegels={7: {"BeslisRegelTrue": "12", "LabelTrue": None}}
    )
    assert "They form a cycle, 12 -> 14 -> 12; expected every path" in cycle
    assert "(beslisregel_id 12): beslisregel_id is 12. It is reached 2 times" in doubled


def test_check_structure_start_shared_by_two_trees_is_reached_twice(
    tmp_path: Path,
) -> None:
    twice, never = _faults(tmp_path, ZorgProductGroepen={4: {"BeslisRegelStart": "2"}})
    assert "row 2 (beslisregel_id 2): beslisregel_id is 2. It is reached 2" in twice
    assert "row 5 (beslisregel_id 12): beslisregel_id is 12. It is reached 0" in never


def test_check_structure_label_twice_in_a_tree_names_both_sides(tmp_path: Path) -> None:
    waar, onwaar = _faults(tmp_path, BeslisRegels={2: {"LabelFalse": "990001001"}})
    assert "row 2 (beslisregel_id 2): label_waar is '990001001'." in waar
    assert "row 2 (beslisregel_id 2): label_onwaar is '990001001'." in onwaar
    assert "Tree: zorgproductgroep 990001 from 2016-01-01. Another leaf" in onwaar


def test_check_structure_no_topboom_is_named(tmp_path: Path) -> None:
    faults = _faults(tmp_path, ZorgProductGroepen={1: None, 2: None})
    assert faults[-1].startswith(
        "referenties: zorgproductgroepen has no row with zorgproductgroep_code '0'"
    )


def test_check_structure_group_that_topboom_never_reaches_is_named(
    tmp_path: Path,
) -> None:
    leaf, group = _faults(tmp_path, BeslisRegels={1: {"LabelTrue": "990003"}})
    assert "(beslisregel_id 1): label_waar is '990003'. Tree: the topboom" in leaf
    assert "row 3 (zorgproductgroep_code '990001', begindatum 2016-01-01)" in group


def test_check_structure_translation_of_a_translation_is_refused(
    tmp_path: Path,
) -> None:
    faults = _faults(tmp_path, VertaalZorgActiviteiten={2: _NEW_VERTALING})
    assert ["row 1" in faults[0], "row 2" in faults[1]] == [True, True]
    assert "zorgactiviteit_code_oud is '190060'. That code is itself" in faults[0]


def test_check_structure_translation_on_other_days_is_no_chain(tmp_path: Path) -> None:
    later = _NEW_VERTALING | {"BeginDatum": "2017-01-01"}
    read_release(tiny_release(tmp_path, VertaalZorgActiviteiten={2: later}))


def test_check_structure_filter_code_is_compared_zero_filled(tmp_path: Path) -> None:
    specialisme = {"BoomParameterNummer": "200", "OnderFilterWaarde": "303"}
    read_release(tiny_release(tmp_path, Attributen={3: specialisme}))


def test_check_structure_many_faults_of_a_kind_are_counted(tmp_path: Path) -> None:
    broken: Mutation = {
        number: {
            "AfsluitRedenCode": f"1{number:02d}",
            "AfsluitRedenOmschrijving": "Te lang",
            "BeginDatum": "2012-01-01",
            "VersieDatum": "2016-10-04",
        }
        for number in range(2, 61)
    }
    faults = _faults(tmp_path, AfsluitRedenen=broken)
    assert len(faults) == 21
    assert faults[-1] == "referenties: afsluitredenen: 39 more rows of the same kind."


def test_check_structure_missing_table_is_named(tiny: ProductStructure) -> None:
    tables = {name: frame for name, frame in tiny.tables.items() if name != "zorgtypen"}
    (fault,) = check_structure(tables)
    assert fault.startswith("referenties: zorgtypen was not found.")


def test_check_structure_column_of_another_type_is_named(
    tiny: ProductStructure,
) -> None:
    zorgtypen = tiny.tables["zorgtypen"]
    narrow = zorgtypen.with_columns(zorgtypen["maximale_looptijd"].cast(int))
    (fault,) = check_structure({**tiny.tables, "zorgtypen": narrow})
    assert fault.startswith("referenties: zorgtypen has columns {")


def _faults(folder: Path, **mutations: Mutation) -> list[str]:
    release = tiny_release(folder, **mutations)
    with pytest.raises(StructureError) as raised:
        read_release(release)
    # What cannot be read is told of its file, the rest of the release.
    where = str(raised.value).partition(": the release has ")[0]
    assert where in (release.name, BOOMBESTANDEN, REFERENTIES)
    return raised.value.faults
