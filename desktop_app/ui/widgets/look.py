"""Properties that the style sheet reads."""

from PySide6.QtWidgets import QWidget


def set_look(widget: QWidget, **properties: str | bool) -> None:
    """Set properties such as kind="primary" and draw the widget anew where one changed."""
    changed = False
    for name, value in properties.items():
        if widget.property(name) != value:
            widget.setProperty(name, value)
            changed = True
    if changed:
        widget.style().unpolish(widget)
        widget.style().polish(widget)
        widget.update()
