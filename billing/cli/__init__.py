"""The command ``dbc-grouper``: parses and prints; all work is done by the rooms."""

from billing.cli.app import main

__all__ = ["main"]
