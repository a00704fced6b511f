"""Both languages on the command line. In: a Chinese and an English sentence. Out: the one that was asked for, or both.

The language comes from YIBIAO_LANG (zh, en); without it help shows both and messages are Chinese.
"""

from __future__ import annotations

import os


def language() -> str | None:
    """ "zh", "en", or None where nobody chose."""
    chosen = os.environ.get("YIBIAO_LANG", "").lower()[:2]
    return chosen if chosen in {"zh", "en"} else None


def both(zh: str, en: str) -> str:
    """Help text: the chosen language, or Chinese with English below it."""
    return {"zh": zh, "en": en}.get(language() or "", f"{zh}\n\n{en}")


def short(zh: str, en: str) -> str:
    """Help of an option: the chosen language, or both on one line."""
    return {"zh": zh, "en": en}.get(language() or "", f"{zh} / {en}")


def say(zh: str, en: str) -> str:
    """A message: Chinese unless English was chosen."""
    return en if language() == "en" else zh
