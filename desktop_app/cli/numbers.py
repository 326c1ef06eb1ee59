"""Numbers on the command line that count something; a wrong one is wrong usage, not a default in its place."""

import argparse


def count(typed: str) -> int:
    """Read a whole number from 1 on."""
    number = int(typed) if typed.isdecimal() else 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"{typed!r} is no whole number from 1 on")
    return number
