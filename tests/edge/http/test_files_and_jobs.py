"""Files and jobs belong to one account; nobody else's request finds them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

import pytest

from tests.edge.http.conftest import Browser
from tests.work.cast import CLOCK, Cast
from yibiao.base.clock import fixed_clock
from yibiao.base.problems import ProblemError
from yibiao.edge.estate import Estate, estate
from yibiao.edge.worker.jobs import Step
from yibiao.edge.worker.loop import once
from yibiao.work.files import queries as files
from yibiao.work.files.actions import keep_file
from yibiao.work.files.models import File
from yibiao.work.files.rules import LARGEST
from yibiao.work.jobs import actions as jobs
from yibiao.work.jobs.models import Job
from yibiao.work.jobs.queries import JobRow, job_of

Enter = Callable[[str], Browser]


def test_a_file_comes_back_to_its_owner_and_to_nobody_else(cast: Cast, signed: Enter) -> None:
    file = keep_file(cast.house.vault, "wang", "result", "C:\\tmp\\高龄 名册.xlsx", b"bytes")
    got = signed("wang").ask("GET", f"/files/{file}/content")
    assert (got.content, got.headers["X-Content-Type-Options"]) == (b"bytes", "nosniff")
    assert got.headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''%E9%AB%98")
    other = signed("li").ask("GET", f"/files/{file}/content")
    assert (other.status_code, other.json()["code"]) == (404, "FILES_NONE")


def test_a_file_lies_sealed_and_bound_to_its_owner(cast: Cast) -> None:
    file = keep_file(cast.house.vault, "wang", "form", "a.xlsx", b"a name and a number")
    row = File.objects.get(id=file)
    assert b"name" not in bytes(row.sealed)
    File.objects.filter(id=file).update(login="zhao")  # the broken variant: a row moved to another account
    with pytest.raises(ProblemError):
        files.content_of(cast.house.vault, "zhao", file)


def test_a_file_ends_by_itself(cast: Cast) -> None:
    file = keep_file(cast.house.vault, "wang", "form", "a.xlsx", b"x", days=7, clock=CLOCK)
    later = fixed_clock(CLOCK() + timedelta(days=8))
    assert files.file_of("wang", file, CLOCK) is not None
    assert files.file_of("wang", file, later) is None
    assert files.content_of(cast.house.vault, "wang", file, later) is None
    keep_file(cast.house.vault, "li", "form", "b.xlsx", b"x", clock=later)
    assert not File.objects.filter(id=file).exists()


@pytest.mark.parametrize(("content", "code"), [(b"", "READ_EMPTY_FILE"), (bytes(LARGEST + 1), "FILES_TOO_LARGE")])
def test_an_empty_and_a_huge_file_are_refused(cast: Cast, content: bytes, code: str) -> None:
    with pytest.raises(ProblemError) as refusal:
        keep_file(cast.house.vault, "wang", "form", "a.xlsx", content)
    assert refusal.value.problem.code == code


def test_a_dropped_file_is_gone_but_only_its_owner_drops_it(cast: Cast, signed: Enter) -> None:
    file = keep_file(cast.house.vault, "wang", "form", "a.xlsx", b"x")
    signed("li").ask("DELETE", f"/files/{file}")
    assert files.file_of("wang", file) is not None
    assert signed("wang").ask("DELETE", f"/files/{file}").status_code == 204
    assert files.file_of("wang", file) is None


def count_to_three(_: Estate, job: JobRow, step: Step) -> Mapping[str, int]:
    for number in range(3):
        step(number, 3)
    return {"counted": job.given["from"] + 3}


def stumble(_: Estate, job: JobRow, step: Step) -> Mapping[str, int]:
    raise RuntimeError("a fault of ours")


def cancel_midway(_: Estate, job: JobRow, step: Step) -> Mapping[str, int]:
    step(1, 3)
    jobs.cancel_job(job.login, job.id)
    step(2, 3)
    raise AssertionError("work went on after its owner had cancelled it")


WORK = {"count": count_to_three, "stumble": stumble, "cancel": cancel_midway}


def test_a_job_runs_once_and_tells_its_owner_the_result(cast: Cast, signed: Enter) -> None:
    job = jobs.start_job("wang", "count", {"from": 1})
    assert once(estate(), WORK) and not once(estate(), WORK)
    told = signed("wang").ask("GET", f"/jobs/{job}").json()
    assert (told["state"], told["done"], told["total"], told["result"]) == ("done", 2, 3, {"counted": 4})
    assert signed("li").ask("GET", f"/jobs/{job}").status_code == 404
    assert signed("li").ask("GET", "/jobs").json() == []


def test_a_fault_fails_its_job_in_words_and_the_queue_goes_on(cast: Cast) -> None:
    bad, good = jobs.start_job("wang", "stumble", {}), jobs.start_job("wang", "count", {"from": 0})
    assert once(estate(), WORK) and once(estate(), WORK)
    failed, done = job_of("wang", bad), job_of("wang", good)
    assert failed is not None and failed.problem is not None and failed.problem["code"] == "JOBS_FAULT"
    assert done is not None and done.state == "done"


def test_a_job_is_cancelled_before_it_starts_and_in_its_middle(cast: Cast, signed: Enter) -> None:
    waiting, going = jobs.start_job("wang", "count", {"from": 0}), jobs.start_job("wang", "cancel", {})
    assert signed("li").ask("DELETE", f"/jobs/{waiting}").status_code == 404
    assert signed("wang").ask("DELETE", f"/jobs/{waiting}").json()["state"] == "cancelled"
    assert once(estate(), WORK)
    row = job_of("wang", going)
    assert row is not None and (row.state, row.problem) == ("cancelled", None)


def test_a_job_of_a_dead_worker_is_taken_up_again_but_not_for_ever(cast: Cast) -> None:
    job, moment = jobs.start_job("wang", "count", {"from": 0}, CLOCK), CLOCK()
    for number in range(jobs.TRIES):
        claimed = jobs.claim_job(fixed_clock(moment + number * 2 * jobs.SILENT))
        assert claimed is not None and claimed.id == job
        assert jobs.claim_job(fixed_clock(moment + number * 2 * jobs.SILENT)) is None
    assert jobs.claim_job(fixed_clock(moment + jobs.TRIES * 2 * jobs.SILENT)) is None
    row = Job.objects.get(id=job)
    assert (row.state, row.problem["code"]) == ("failed", "JOBS_GAVE_UP")
