"""What does ``dbc-grouper`` take, and what does it show? All work is done elsewhere."""

from billing.cli.app import main

__all__ = ["main"]
