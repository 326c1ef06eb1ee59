"""From files on disk to a library that is up to date."""
