from typing import Literal, Self

class Kolom:
    length: int
    def __new__(
        cls, soort: Literal["text", "bytes", "day", "number", "index"], room: int = 0
    ) -> Self: ...
    def __arrow_c_array__(
        self, requested_schema: object = None
    ) -> tuple[object, object]: ...
