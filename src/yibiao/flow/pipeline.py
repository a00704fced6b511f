"""The whole data flow on one screen; nothing here decides anything."""

from pathlib import Path
from yibiao.flow import reading


def read(path: Path) -> reading.Reading:
    return reading.read(path)
