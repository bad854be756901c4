"""Which of two declaratiecodes holds: the evidence of the walk and the answer given.

No source found puts this rule in writing (UNSOURCED), so what is uncertain in it
is a setting; every output says which settings it was made with (``provenance``).

Dutch terms: aanspraak (entitlement under the Zvw), rood (care excluded from the basic
package), oranje (care entitled under conditions), verzekerd (insured).
"""

from dataclasses import dataclass, fields
from typing import Any, Literal, get_args, get_type_hints

import numpy as np

from grouper.compiled.arrays import U8
from productstructure.errors import CallError

VERZEKERD, ONVERZEKERD, GEEN = 0, 1, 2
"""Which declaratiecode holds; ``GEEN``: an answer is needed and not given."""

GEEN_ANTWOORD, J, N = 0, 1, 2
"""The answer given to aanspraak."""

UNANSWERED, UNUSED, UNKNOWN, OVERRULED = 1, 2, 3, 4
"""What is doubtful: an answer is needed and not given; N is given where it changes
nothing; the evidence is unknown, so that there is no declaratiecode; J is given where
rood gives the onverzekerde code all the same."""

Table = U8


@dataclass(frozen=True)
class AanspraakRegels:
    """What decides between two declaratiecodes where the sources leave room.

    The defaults are those of docs/decisions.md 8; with oranje evidence alone the answer
    always decides, and without an answer there is no declaratiecode.

    Attributes:
        zonder_kleur: No coloured activity contributed. ``verzekerd``: that code, with a
            finding when N is given; ``aanspraak``: N gives the onverzekerde code.
        rood: Rood evidence alone. ``onverzekerd``: that code, whatever the answer;
            ``aanspraak``: the answer decides, as with oranje.
        rood_en_oranje: Both colours contributed. ``rood`` or ``oranje``: which of the
            two the product follows.

    Raises:
        CallError: A setting has another value.
    """

    zonder_kleur: Literal["verzekerd", "aanspraak"] = "verzekerd"
    rood: Literal["onverzekerd", "aanspraak"] = "onverzekerd"
    rood_en_oranje: Literal["rood", "oranje"] = "rood"

    def __post_init__(self) -> None:
        hints: dict[str, Any] = get_type_hints(AanspraakRegels)
        for field in fields(self):
            value, known = getattr(self, field.name), get_args(hints[field.name])
            if value not in known:
                raise CallError(
                    f"aanspraak setting {field.name}: {value!r} found; use "
                    f"{' or '.join(known)}."
                )

    def keuzes(self) -> Table:
        """Which code holds, by evidence and answer; shape (4, 3)."""
        volgens_antwoord = (GEEN, VERZEKERD, ONVERZEKERD)
        zonder_kleur = (
            (VERZEKERD,) * 3
            if self.zonder_kleur == "verzekerd"
            else (VERZEKERD, VERZEKERD, ONVERZEKERD)
        )
        rood = (ONVERZEKERD,) * 3 if self.rood == "onverzekerd" else volgens_antwoord
        beide = rood if self.rood_en_oranje == "rood" else volgens_antwoord
        return np.array([zonder_kleur, volgens_antwoord, rood, beide], np.uint8)

    def antwoord_beslist(self, kleur: int) -> bool:
        """Whether with this evidence the code differs between the answers J and N."""
        keuzes = self.keuzes()[kleur]
        return bool(keuzes[J] != keuzes[N])

    @property
    def n_is_ongebruikt(self) -> bool:
        """Whether answer N changes nothing where no coloured activity contributed."""
        return self.zonder_kleur == "verzekerd"
