"""The bundle's `carrel-worker ROLE`: every worker."""

import sys

from surroundings import restore_library_path

from desktop_app.workers.__main__ import main

if __name__ == "__main__":
    restore_library_path()
    sys.exit(main())
