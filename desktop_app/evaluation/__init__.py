"""Answers judged against question sets, and approaches against each other; asks no model itself."""
