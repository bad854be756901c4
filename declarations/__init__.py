"""What is claimed, and is it right? Messages, checks and the patient's share.

The public names are imported when first used, so that importing the room is cheap.

- ``read_berichten``: subtrajecten and zorgactiviteiten of a delivery of messages
  (HL7v3 or OHW form), as ``Berichten``.
- ``find_herhalingen``, ``without_herhalingen``: of messages about one declaratiedataset
  the one that counts.
- ``add_keys``, ``write_resultaten``, ``ResultaatWriter``: result messages for them.
- ``read_resultaten``: read result messages.
- ``BerichtLayout``, ``read_layout``: where columns stand, for what is not known of the
  forms.
- ``BerichtenReader``: what a reader of another form has to be.
- ``read_zh308``, ``write_zh308``, ``to_frames``, ``from_frames``: declarations (ZH308
  v9.0) as typed frames, as frames of text, as bytes; ``as_declaraties``: of frames of
  text in memory.
- ``write_zh309``, ``read_zh309``: what an insurer answers to them.
- ``check``: a ``Levering`` of declarations to an ``Uitslag``; ``Checkinstellingen``;
  ``divide``: posts of the eigen risico to a ``Positie``;
  ``read_registers``: tables that it is held against, as ``Registers``.
- ``count_verblijf``: of stays, the days of each period and those not insured.
- ``assess_toelating``: of lines with conditionally admitted care, whether they are
  insured within its study.
- ``pay_aanvullend``: of bills, what a supplementary insurance pays.
"""

from typing import TYPE_CHECKING

from productstructure.publicnames import lazily

if TYPE_CHECKING:
    from declarations.aanvullend.vergoeding import pay_aanvullend
    from declarations.berichten.berichten import Berichten, BerichtenReader
    from declarations.berichten.herhalingen import find_herhalingen, without_herhalingen
    from declarations.berichten.hl7.replies import add_keys
    from declarations.berichten.hl7.reply_reader import Resultaten, read_resultaten
    from declarations.berichten.hl7.writer import ResultaatWriter, write_resultaten
    from declarations.berichten.layout import BerichtLayout, read_layout
    from declarations.berichten.readers import read_berichten
    from declarations.berichten.zh308.antwoorden import read_zh309
    from declarations.berichten.zh308.declaraties import (
        Declaraties,
        as_declaraties,
        read_zh308,
        to_frames,
    )
    from declarations.berichten.zh308.retour import write_zh309
    from declarations.berichten.zh308.writer import from_frames, write_zh308
    from declarations.checks.toelating.antwoorden import assess_toelating
    from declarations.eigenrisico.verdeling import Positie, divide
    from declarations.verblijf.perioden import count_verblijf

__all__ = [
    "BerichtLayout",
    "Berichten",
    "BerichtenReader",
    "Checkinstellingen",
    "Declaraties",
    "Levering",
    "Positie",
    "Registers",
    "ResultaatWriter",
    "Resultaten",
    "Uitslag",
    "add_keys",
    "as_declaraties",
    "assess_toelating",
    "check",
    "count_verblijf",
    "divide",
    "find_herhalingen",
    "from_frames",
    "pay_aanvullend",
    "read_berichten",
    "read_layout",
    "read_registers",
    "read_resultaten",
    "read_zh308",
    "read_zh309",
    "to_frames",
    "without_herhalingen",
    "write_resultaten",
    "write_zh308",
    "write_zh309",
]

__getattr__, __dir__ = lazily(
    __name__,
    {
        "BerichtLayout": "berichten.layout",
        "Berichten": "berichten.berichten",
        "BerichtenReader": "berichten.berichten",
        "Checkinstellingen": "checks.feiten.levering",
        "Declaraties": "berichten.zh308.declaraties",
        "Levering": "checks.feiten.levering",
        "Positie": "eigenrisico.verdeling",
        "Registers": "registers.registers",
        "ResultaatWriter": "berichten.hl7.writer",
        "Resultaten": "berichten.hl7.reply_reader",
        "Uitslag": "checking",
        "add_keys": "berichten.hl7.replies",
        "as_declaraties": "berichten.zh308.declaraties",
        "assess_toelating": "checks.toelating.antwoorden",
        "check": "checking",
        "count_verblijf": "verblijf.perioden",
        "divide": "eigenrisico.verdeling",
        "find_herhalingen": "berichten.herhalingen",
        "from_frames": "berichten.zh308.writer",
        "pay_aanvullend": "aanvullend.vergoeding",
        "read_berichten": "berichten.readers",
        "read_layout": "berichten.layout",
        "read_registers": "registers.reading",
        "read_resultaten": "berichten.hl7.reply_reader",
        "read_zh308": "berichten.zh308.declaraties",
        "read_zh309": "berichten.zh308.antwoorden",
        "to_frames": "berichten.zh308.declaraties",
        "without_herhalingen": "berichten.herhalingen",
        "write_resultaten": "berichten.hl7.writer",
        "write_zh308": "berichten.zh308.writer",
        "write_zh309": "berichten.zh308.retour",
    },
)
