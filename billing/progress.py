"""What a long job tells while it runs."""


class Progress:
    """Told of every step and of the rows done; this one shows nothing."""

    def step(self, name: str, rows: int | None = None) -> None:
        """A step begins.

        Args:
            name: What is done, in a few words.
            rows: How many rows it takes; None when that is not known.
        """

    def advance(self, rows: int) -> None:
        """So many more rows of the step are done."""
