"""What every sample document says."""

PARAGRAPH = "The lighthouse keeper counts seventeen white herons every morning before breakfast."

TABLE = (("Bird", "Count"), ("Heron", "17"), ("Wombat", "4"))
