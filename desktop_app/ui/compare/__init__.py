"""Comparing approaches on a set of questions."""
