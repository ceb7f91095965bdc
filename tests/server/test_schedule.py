"""A real Prefect server: deployed from prefect.yaml, a worker takes the runs, the second night does only what is new.

`make test-server` runs it; it takes about two minutes and talks to 127.0.0.1 only.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from extract.harvest import read_publications
from tests.harvest.site import Site

pytestmark = pytest.mark.server
ROOT = Path(__file__).parents[2]
PREFECT = [sys.executable, "-m", "prefect", "--no-prompt"]
TITLE = "青禾县职业技术学校质量年度报告"


def report(year: int) -> bytes:
    text = f"{TITLE}（{year}年度）\n一、基本情况\n{year}年，学校在校生{1000 + year}人，专任教师{year - 1900}人。\n"
    return text.encode()


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


class Server:
    """One Prefect server with a home of its own."""

    def __init__(self, home: Path) -> None:
        port = free_port()
        self.api = f"http://127.0.0.1:{port}/api"
        self.home = home
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")},
            "PREFECT_HOME": str(home),
            "PREFECT_API_URL": self.api,
            "PREFECT_SERVER_API_PORT": str(port),
            "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
            "DO_NOT_TRACK": "1",
            "PREFECT_SERVER_SERVICES_SCHEDULER_LOOP_SECONDS": "5",
            "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
            "NO_PROXY": "127.0.0.1",
        }
        self.children: list[subprocess.Popen[bytes]] = []
        self.start("server", "server", "start", "--host", "127.0.0.1", "--port", str(port))
        self.wait(lambda: self.answers(), 90, "the server")

    def start(self, name: str, *words: str) -> None:
        with (self.home / f"{name}.log").open("wb") as log:
            child = subprocess.Popen(
                [*PREFECT, *words], cwd=ROOT, env=self.environment, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
            )
        self.children.append(child)

    def answers(self) -> bool:
        try:
            return httpx.get(f"{self.api}/health", timeout=2).status_code == 200
        except httpx.HTTPError:
            return False

    def call(self, *words: str) -> str:
        done = subprocess.run([*PREFECT, *words], cwd=ROOT, env=self.environment, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def post(self, path: str, **body: Any) -> Any:
        return httpx.post(f"{self.api}/{path}", json=body, timeout=10).raise_for_status().json()

    def wait(self, ready: Any, seconds: float, what: str) -> Any:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if found := ready():
                return found
            time.sleep(0.5)
        logs = "\n".join(path.read_text(errors="replace")[-3000:] for path in self.home.glob("*.log"))
        raise AssertionError(f"{what} did not come in {seconds:.0f} s\n{logs}")

    def stop(self) -> None:
        for child in reversed(self.children):
            if child.poll() is None:
                os.killpg(child.pid, signal.SIGTERM)
                try:
                    child.wait(20)
                except subprocess.TimeoutExpired:
                    os.killpg(child.pid, signal.SIGKILL)
                    child.wait()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    home = tmp_path / "prefect"
    home.mkdir()
    server = Server(home)
    try:
        yield server
    finally:
        server.stop()


def run_night(server: Server, deployment: str, raw: Path, output: Path) -> dict[str, Any]:
    """Ask for a night in two seconds and wait for its end."""
    parameters = {"sources": str(raw / "sources.yaml"), "raw": str(raw), "output": str(output), "workers": 1}
    when = (datetime.now(UTC) + timedelta(seconds=2)).isoformat()
    state = {"type": "SCHEDULED", "name": "Scheduled", "state_details": {"scheduled_time": when}}
    run_id = server.post(f"deployments/{deployment}/create_flow_run", parameters=parameters, state=state)["id"]

    def ended() -> dict[str, Any] | None:
        found = httpx.get(f"{server.api}/flow_runs/{run_id}", timeout=10).json()
        return found if found["state_type"] in {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"} else None

    return dict(server.wait(ended, 120, "the end of the night"))


def test_nights_on_a_real_server(server: Server, tmp_path: Path) -> None:
    raw, output = tmp_path / "raw", tmp_path / "output"
    raw.mkdir()
    server.call("work-pool", "create", "nianbao", "--type", "process")
    server.call("deploy", "--all")
    deployments = {d["name"]: d for d in server.post("deployments/filter")}
    assert set(deployments) == {"nightly", "harvest", "build-dataset"}
    schedule = deployments["nightly"]["schedules"][0]["schedule"]
    assert (schedule["cron"], schedule["timezone"]) == ("30 2 * * *", "Asia/Shanghai")
    assert all(d["global_concurrency_limit"]["limit"] == 1 for d in deployments.values())
    server.start("worker", "worker", "start", "--pool", "nianbao", "--type", "process")

    with Site() as site:
        source = {"kind": "listing", "id": "qinghe", "comment": "a local site", "start": [f"{site.url}/list.html"]}
        config = {"manners": {"delay": 0.05}, "sources": [{**source, "allow_private": ["127.0.0.1"]}]}
        (raw / "sources.yaml").write_text(json.dumps(config))
        for night, years in enumerate(([2022, 2023], [2022, 2023, 2024])):
            site.listing("/list.html", [(f"/{year}.txt", f"{TITLE}（{year}年度）") for year in years])
            for year in years:
                site.pages[f"/{year}.txt"] = report(year)
            ended = run_night(server, deployments["nightly"]["id"], raw, output)
            assert ended["state_type"] == "COMPLETED", ended
            said = json.loads((output / "run.json").read_text())
            assert (said["reports"]["total"], said["reports"]["read"]) == ((2, 2), (3, 1))[night]
        assert [site.asked[f"/{year}.txt"] for year in (2022, 2023, 2024)] == [1, 1, 1]
    assert len(read_publications(raw / "ledger.sqlite")) == 3
    artifacts = {a["key"] for a in server.post("artifacts/latest/filter")}
    assert {"nightly", "harvest", "dataset"} <= artifacts

    def planned() -> bool:
        runs = server.post("flow_runs/filter", sort="EXPECTED_START_TIME_DESC")
        return any(run["auto_scheduled"] and run["state_type"] == "SCHEDULED" for run in runs)

    server.wait(planned, 60, "the next night in the plan")
