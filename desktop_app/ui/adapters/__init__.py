"""The Adapters view, and which adapters fit the chosen model."""
