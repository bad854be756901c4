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
- ``read_zh308``: what declaration messages (ZH308 v9.0) claim, as ``Declaraties``.
- ``to_frames``, ``from_frames``, ``write_zh308``: their fields as text, and messages
  out of those.
"""

from typing import TYPE_CHECKING

from productstructure.publicnames import lazily

if TYPE_CHECKING:
    from declarations.berichten.berichten import Berichten, BerichtenReader
    from declarations.berichten.herhalingen import find_herhalingen, without_herhalingen
    from declarations.berichten.hl7.replies import add_keys
    from declarations.berichten.hl7.reply_reader import Resultaten, read_resultaten
    from declarations.berichten.hl7.writer import ResultaatWriter, write_resultaten
    from declarations.berichten.layout import BerichtLayout, read_layout
    from declarations.berichten.readers import read_berichten
    from declarations.berichten.zh308.declaraties import (
        Declaraties,
        read_zh308,
        to_frames,
    )
    from declarations.berichten.zh308.writer import from_frames, write_zh308

__all__ = [
    "BerichtLayout",
    "Berichten",
    "BerichtenReader",
    "Declaraties",
    "ResultaatWriter",
    "Resultaten",
    "add_keys",
    "find_herhalingen",
    "from_frames",
    "read_berichten",
    "read_layout",
    "read_resultaten",
    "read_zh308",
    "to_frames",
    "without_herhalingen",
    "write_resultaten",
    "write_zh308",
]

__getattr__ = lazily(
    __name__,
    {
        "BerichtLayout": "berichten.layout",
        "Berichten": "berichten.berichten",
        "BerichtenReader": "berichten.berichten",
        "Declaraties": "berichten.zh308.declaraties",
        "ResultaatWriter": "berichten.hl7.writer",
        "Resultaten": "berichten.hl7.reply_reader",
        "add_keys": "berichten.hl7.replies",
        "find_herhalingen": "berichten.herhalingen",
        "from_frames": "berichten.zh308.writer",
        "read_berichten": "berichten.readers",
        "read_layout": "berichten.layout",
        "read_resultaten": "berichten.hl7.reply_reader",
        "read_zh308": "berichten.zh308.declaraties",
        "to_frames": "berichten.zh308.declaraties",
        "without_herhalingen": "berichten.herhalingen",
        "write_resultaten": "berichten.hl7.writer",
        "write_zh308": "berichten.zh308.writer",
    },
)
