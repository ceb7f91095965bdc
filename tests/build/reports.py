"""Small made-up reports and folders of them, for tests of the machine and not of what it reads."""

from __future__ import annotations

import hashlib
from pathlib import Path

from extract.build import Job, Outcome, Run, hold, prepare, run_plan
from extract.build.work import pass_over
from extract.bundle import store_bundle
from extract.model import Report
from extract.settings import Settings
from extract.version import code_version

TEXT = """清溪县第{n}职业中学质量年度报告（2023年度）

一、基本情况
学校占地面积1{n}0亩，在校生12{n}5人，专任教师86人，生师比为14.60:1。2023年毕业生4{n}2人，就业率为96.5%。

二、学生发展
（一）就业质量
毕业生对口就业率78.20%，比上年提高1.5个百分点。本地就业3{n}1人，占70.3%。

案例1 校企同心育工匠
学校与云岭机械厂共建实训基地2个，每年接收学生实习1{n}0人次。
"""


def make_reports(folder: Path, count: int = 3) -> Path:
    """A folder with `count` different reports as text."""
    folder.mkdir(parents=True, exist_ok=True)
    for n in range(1, count + 1):
        (folder / f"report{n}.txt").write_text(TEXT.format(n=n), "utf-8")
    return folder


def build(raw: Path, output: Path, excel: bool = False, limit: int | None = None, **settings: object) -> Run:
    """A whole run, with one worker unless told otherwise."""
    chosen = Settings(**{"workers": 1, "seconds_per_report": 60.0, **settings})  # type: ignore[arg-type]
    with hold(output):
        return run_plan(prepare(raw, output, chosen, excel, limit))


def digests(output: Path) -> dict[str, str]:
    """The digest of every file that has to be the same for the same input: all but the record of the run and the memory."""
    files = sorted(path for path in output.rglob("*") if path.is_file() and path.name not in {"run.json", "ledger.json", ".lock"})
    return {path.relative_to(output).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def read_quickly(task: tuple[Job, Settings]) -> Outcome:
    """What a worker does, without reading: for tests of the machine, where what a report says does not matter."""
    job, _ = task
    data = Path(job.file).read_bytes()
    sha256 = hashlib.sha256(data).hexdigest()
    if sha256 != job.sha256:
        return pass_over(job, "read.changed", "changed while it was read; it is tried again next time")
    report = Report(
        report_id=job.report_id,
        sha256=sha256,
        file_name=Path(job.file).name,
        media_type="text/plain",
        status="complete",
        code_version=code_version(),
        codebook_version="quick",
        text=data.decode("utf-8"),
    )
    store_bundle(Path(job.bundle), report)
    return Outcome(report_id=job.report_id, name=job.name, status="complete")
