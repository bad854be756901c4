"""Runs the command of this room: ``python -m billing.spark group --help``."""

from billing.cli.commands.spark import app

if __name__ == "__main__":
    app()
