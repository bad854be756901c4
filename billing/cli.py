"""The command ``dbc-grouper``: parses and prints; all work is done by the rooms."""


def main() -> None:
    """Run the command line."""
    raise SystemExit(2)
