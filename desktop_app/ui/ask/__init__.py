"""The Ask view: conversations at the left, the talk in the middle, the source at the right."""
