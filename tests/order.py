"""Which files of tests are dealt first. In: the tests that pytest found. Out: the same ones, those of the longest files first.

Workers get whole files. Dealt by their number of tests, as xdist does by itself, a file of six long tests comes last and
one worker runs it while the others wait. A file that grows long and is not here costs time, never a test. Refuses: nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

ROOT = Path(__file__).resolve().parents[1]
T = TypeVar("T")
LONGEST = (
    "browser/test_whole_life.py",
    "browser/test_every_page.py",
    "browser/test_ledger.py",
    "browser/test_forms.py",
    "browser/test_generated_requests.py",
    "browser/test_filings.py",
    "browser/test_officer.py",
    "browser/test_office.py",
    "browser/test_sign_on.py",
    "browser/test_admission.py",
    "browser/test_account.py",
    "browser/test_coming_back.py",
    "browser/test_rechecks.py",
    "browser/test_ask.py",
    "edge/http/matrix/test_matrix.py",
    "edge/test_bad_days.py",
    "edge/test_command_line.py",
    "edge/http/test_forms.py",
    "edge/http/test_piles.py",
    "engines/test_same_answers.py",
    "edge/test_operator.py",
    "edge/http/test_filings.py",
    "edge/http/test_prints.py",
    "house/test_readme.py",
    "flow/reading/test_hostile.py",
    "work/filings/test_model.py",
    "journeys/test_filled_forms_tell_the_truth.py",
    "engines/test_several_processes.py",
    "engines/test_killed_deliveries.py",
    "engines/test_durable.py",
    "engines/test_durable_filings.py",
    "edge/http/test_single_sign_on.py",
    "edge/http/test_admissions.py",
    "edge/http/test_imports.py",
    "flow/standardising/test_matching_figures.py",
    "flow/reading/test_many.py",
    "flow/consolidating/test_sharing.py",
    "flow/filling/test_fidelity.py",
    "work/filings/test_life.py",
    "flow/asking/test_tidy.py",
    "work/ledgers/test_past.py",
    "work/ledgers/test_mirror.py",
    "work/ledgers/test_field.py",
)
"""By what they took on two cores, longest first."""


def longest_first(found: Sequence[tuple[Path, T]]) -> list[T]:
    """Pairs of a file and a test → the tests; files that are not named keep their order behind the others."""
    place = {ROOT / "tests" / name: number for number, name in enumerate(LONGEST)}
    return [test for _, test in sorted(found, key=lambda pair: place.get(pair[0], len(place)))]
