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
"""

from typing import TYPE_CHECKING

from productstructure.publicnames import lazily

if TYPE_CHECKING:
    from declarations.berichten import Berichten, BerichtenReader
    from declarations.herhalingen import find_herhalingen, without_herhalingen
    from declarations.hl7_replies import add_keys
    from declarations.hl7_reply_reader import Resultaten, read_resultaten
    from declarations.hl7_writer import ResultaatWriter, write_resultaten
    from declarations.layout import BerichtLayout, read_layout
    from declarations.readers import read_berichten

__all__ = [
    "BerichtLayout",
    "Berichten",
    "BerichtenReader",
    "ResultaatWriter",
    "Resultaten",
    "add_keys",
    "find_herhalingen",
    "read_berichten",
    "read_layout",
    "read_resultaten",
    "without_herhalingen",
    "write_resultaten",
]

__getattr__ = lazily(
    __name__,
    {
        "BerichtLayout": "layout",
        "Berichten": "berichten",
        "BerichtenReader": "berichten",
        "ResultaatWriter": "hl7_writer",
        "Resultaten": "hl7_reply_reader",
        "add_keys": "hl7_replies",
        "find_herhalingen": "herhalingen",
        "read_berichten": "readers",
        "read_layout": "layout",
        "read_resultaten": "hl7_reply_reader",
        "without_herhalingen": "herhalingen",
        "write_resultaten": "hl7_writer",
    },
)
