"""The Library view: watched folders, every document with its state, files that need the person."""
