"""How does a night's work run? Pipeline, command line and reports.

The public names are imported when first used, so that importing the room is cheap.

- ``group_files``, ``explain_subtrajecten``, ``answer_messages``: files of registrations
  or messages to grouped rows, an explanation, replies.
- ``price_files``, ``reprice_files``, ``settle_files``, ``check_pricelists``: files
  of tariffs and lines to decisions.
- ``build_declaratieregels``: grouped frames to the lines that are priced.
- ``declare_files``: priced lines to ZH308 messages, of ``Factuurbestanden``.
- ``run_night``: all of it, as one TOML file says.
- ``check_files``: declarations to verdicts, against ``Checkbronnen``.
- ``verblijf_files``: stays to the days of each period, and those not insured.
- ``aanvullend_files``: bills to what a supplementary insurance pays of them.
- ``eigenrisico_files``: bills to who pays what of them, from ``Risicobronnen``.
- ``verify_file``: is a file as it was written?
- ``show_code``, ``search_codes``: what is known of a code, and codes by words.
- ``GroupSettings``: the choices of a grouping.
- ``read_kolommen``: how tables of somebody else are called, for a ``Leeswijze``.
"""

from typing import TYPE_CHECKING

from productstructure.publicnames import lazily

if TYPE_CHECKING:
    from billing.files.kolommen import read_kolommen
    from billing.night.run import run_night
    from billing.regels.build import build_declaratieregels
    from billing.regels.factuurbronnen import Factuurbestanden
    from billing.settings import GroupSettings
    from billing.work.answer import answer_messages
    from billing.work.declaraties.aanvullend import aanvullend_files
    from billing.work.declaraties.check import check_files
    from billing.work.declaraties.checkbronnen import Checkbronnen
    from billing.work.declaraties.declare import declare_files
    from billing.work.declaraties.eigenrisico import Risicobronnen, eigenrisico_files
    from billing.work.declaraties.verblijf import verblijf_files
    from billing.work.explain import explain_subtrajecten
    from billing.work.group import group_files
    from billing.work.naslag import search_codes, show_code
    from billing.work.price import price_files
    from billing.work.pricelist import check_pricelists
    from billing.work.reprice import reprice_files
    from billing.work.settle import settle_files
    from billing.work.verify import verify_file

__all__ = [
    "Checkbronnen",
    "Factuurbestanden",
    "GroupSettings",
    "Risicobronnen",
    "aanvullend_files",
    "answer_messages",
    "build_declaratieregels",
    "check_files",
    "check_pricelists",
    "declare_files",
    "eigenrisico_files",
    "explain_subtrajecten",
    "group_files",
    "price_files",
    "read_kolommen",
    "reprice_files",
    "run_night",
    "search_codes",
    "settle_files",
    "show_code",
    "verblijf_files",
    "verify_file",
]

__getattr__, __dir__ = lazily(
    __name__,
    {
        "Checkbronnen": "work.declaraties.checkbronnen",
        "Factuurbestanden": "regels.factuurbronnen",
        "GroupSettings": "settings",
        "Risicobronnen": "work.declaraties.eigenrisico",
        "aanvullend_files": "work.declaraties.aanvullend",
        "answer_messages": "work.answer",
        "build_declaratieregels": "regels.build",
        "check_files": "work.declaraties.check",
        "check_pricelists": "work.pricelist",
        "declare_files": "work.declaraties.declare",
        "eigenrisico_files": "work.declaraties.eigenrisico",
        "explain_subtrajecten": "work.explain",
        "group_files": "work.group",
        "price_files": "work.price",
        "read_kolommen": "files.kolommen",
        "reprice_files": "work.reprice",
        "run_night": "night.run",
        "search_codes": "work.naslag",
        "show_code": "work.naslag",
        "settle_files": "work.settle",
        "verblijf_files": "work.declaraties.verblijf",
        "verify_file": "work.verify",
    },
)
