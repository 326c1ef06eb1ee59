"""How a worker with a folder for data begins: sealed, with a log of its own, and with the key where there is a lock."""

import argparse
import os

from desktop_app.logs import log_to_file
from desktop_app.paths import DataPaths
from desktop_app.sealed import close_network
from desktop_app.workers.protocol import Started
from desktop_app.workers.serve import Channel, open_channel


def open_worker(role: str) -> tuple[DataPaths, Channel]:
    """Read `--data DIR`, tell the parent that this process has started, and return where its data is.

    `role` names the log. Raises DataLocked where the key is needed and does not come.
    """
    close_network()
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--data")
    paths = DataPaths.choose(arguments.parse_args().data)
    channel = open_channel()
    log_to_file(paths.create(), role)
    channel.send(Started(0, os.getpid()))
    channel.take_key(paths.root)
    return paths, channel
