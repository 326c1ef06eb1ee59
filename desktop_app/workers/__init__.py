"""The child processes: what they say to the window, and one module per role."""
