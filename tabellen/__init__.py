"""Which table did a person give, in which form?

The bottom room: what holds for any table that comes in, whatever its columns mean. It
knows no rule of care or money, and every other room may import it.
"""

from tabellen.errors import CallError, DbcError, InputFileError, OutputFileError
from tabellen.headers.leeswijze import Leeswijze
from tabellen.headers.matching import ColumnMatch, match_columns
from tabellen.notices import Notice
from tabellen.values.dates import day_of_text, days_of_moments, today
from tabellen.values.texts import cleaned, is_unclean, key_text, present, with_text_key

__all__ = [
    "CallError",
    "ColumnMatch",
    "DbcError",
    "InputFileError",
    "Leeswijze",
    "Notice",
    "OutputFileError",
    "cleaned",
    "day_of_text",
    "days_of_moments",
    "is_unclean",
    "key_text",
    "match_columns",
    "present",
    "today",
    "with_text_key",
]
