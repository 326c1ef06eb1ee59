"""The window: views that read the store, send requests and listen to events."""
