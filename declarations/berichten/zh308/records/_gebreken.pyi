from typing import Self

from declarations.berichten.zh308.records._kolommen import Kolom

class Gebreken:
    def __new__(cls) -> Self: ...
    def columns(self) -> tuple[Kolom, Kolom, Kolom, Kolom]: ...
