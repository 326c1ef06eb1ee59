"""Carrel: ask your own documents, on your own machine, without a network."""

__version__ = "0.1.0"
