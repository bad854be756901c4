"""Tables of conditional admission: treatments that are insured within a study.

Names of columns are those under which such lists are exchanged, in English; words of
closed lists are read in capitals. Sources: Bzv art. 2.1 lid 5, Rzv art. 2.2.
"""

import dataframely as dy

from declarations.registers.schema import columns
from tariffs.schema import columns as tarief

ZORGSOORT = ["MSZ", "GENEESMIDDEL", "HULPMIDDEL", "PARAMEDISCH"]
PERIODESTATUS = [
    "OPEN",
    "INCLUSION_CLOSED",
    "ENDED_POSITIVE",
    "ENDED_NEGATIVE",
    "MOVED_TO_SUBSIDIE",
]
CENTRUMROL = ["INCLUSION", "IMPLANT", "TREAT"]
HERKENNING = ["ZA", "ADDON", "PRODUCT"]
STUDIEVLAG = ["STUDY", "REGULAR_TWIN"]
VEREISTE = [
    "PARTICIPATION",
    "PROVIDER",
    "PERIOD",
    "INCLUSION_BEFORE_CLOSE",
    "REFERRAL",
]


class VtTreatment(dy.Schema):
    """A treatment; with ``open_list`` its list of providers is not complete."""

    vt_id = columns.code()
    name = tarief.vrije_tekst(nullable=True)
    patient_group = tarief.vrije_tekst(nullable=True)
    legal_ref = tarief.vrije_tekst(nullable=True)
    care_kind = dy.Enum(ZORGSOORT, nullable=True)
    eb_applies = dy.Bool(nullable=True)
    er_applies = dy.Bool(nullable=True)
    referral_required = dy.Bool(nullable=True)
    open_list = dy.Bool(nullable=True)


class VtPeriod(dy.Schema):
    """When a treatment is admitted; an empty day is unknown."""

    vt_id = columns.code()
    begin = dy.Date(nullable=True)
    end = dy.Date(nullable=True)
    source = tarief.vrije_tekst(nullable=True)
    status = dy.Enum(PERIODESTATUS, nullable=True)


class VtStudy(dy.Schema):
    """The study that a treatment is admitted within."""

    vt_id = columns.code()
    study_name = tarief.tekst()
    register = tarief.vrije_tekst(nullable=True)


class VtProvider(dy.Schema):
    """A provider that takes part, by AGB code or, where that is not known, by name."""

    vt_id = columns.code()
    agb = columns.agb(nullable=True)
    name = tarief.vrije_tekst(nullable=True)
    role = dy.Enum(CENTRUMROL, nullable=True)
    begin = dy.Date(nullable=True)
    end = dy.Date(nullable=True)


class VtParticipation(dy.Schema):
    """An insured person in a study."""

    bsn_pseudonym = tarief.tekst()
    vt_id = columns.code()
    study = tarief.tekst(nullable=True)
    inclusion_date = dy.Date(nullable=True)
    provider_agb = columns.agb(nullable=True)
    end = dy.Date(nullable=True)


class VtDetection(dy.Schema):
    """A code by which a treatment, or its twin outside the study, is recognised."""

    vt_id = columns.code()
    kind = dy.Enum(HERKENNING, nullable=False)
    code = columns.code(breedte=(6, 9))
    study_flag = dy.Enum(STUDIEVLAG, nullable=True)
    begin = dy.Date(nullable=True)
    end = dy.Date(nullable=True)


class VtRule(dy.Schema):
    """What a treatment asks, and what follows where it is not so."""

    vt_id = columns.code()
    requirement = dy.Enum(VEREISTE, nullable=False)
    severity = columns.code(nullable=True)
