"""`carrel-worker ROLE ...` in a bundle, `python -m desktop_app.workers ROLE ...` elsewhere: one door to every worker.

To add a worker: its module here with a `main`, and its name in ROLES.
"""

import importlib
import sys

ROLES = ("parser", "indexing", "inference", "training", "int8_export")


def main() -> int:
    """Become the worker that the first argument names; the others are its own."""
    role = sys.argv[1] if len(sys.argv) > 1 else ""
    if role not in ROLES:
        sys.stderr.write(f"carrel-worker is started by Carrel itself, with one of these roles: {', '.join(ROLES)}.\n")
        return 2
    sys.argv[:2] = [f"carrel-worker {role}"]
    return int(importlib.import_module(f"desktop_app.workers.{role}").main() or 0)


if __name__ == "__main__":
    sys.exit(main())
