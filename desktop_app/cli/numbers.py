"""Numbers on the command line that count something; a wrong one is wrong usage, not a default in its place."""

import argparse


def count(typed: str) -> int:
    """Read a whole number from 1 on."""
    return _whole(typed, least=1)


def count_or_none(typed: str) -> int:
    """Read a whole number from 0 on."""
    return _whole(typed, least=0)


def _whole(typed: str, *, least: int) -> int:
    number = int(typed) if typed.isdecimal() else -1
    if number < least:
        raise argparse.ArgumentTypeError(f"{typed!r} is no whole number from {least} on")
    return number
