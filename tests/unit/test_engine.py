"""A notebook runs to its end, or the truth is told of why it did not; nothing is left behind."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import nbformat
import psutil
import pytest

from briefing.domain.errors import NotebookFailed, UsageError
from briefing.engine import Engine, ProcessDied, RunLimits, Warm, execute, started, validated
from briefing.engine.engines import Standard
from briefing.system.own_process import IS_LINUX
from tests.project import ROOT

if TYPE_CHECKING:
    from pathlib import Path

PARAMETERS = 'county: str = "zhashui"\nmonth: str = "2020-05"\ncount: int = 3'


def _notebook(folder: Path, *cells: str, parameters: str = PARAMETERS, tagged: int = 1) -> Path:
    tag = {"tags": ["parameters"]}
    code = [nbformat.v4.new_code_cell(parameters, metadata=tag) for _ in range(tagged)]
    code += [nbformat.v4.new_code_cell(source) for source in cells]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    path = folder / "report.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=code, metadata={"kernelspec": kernel}), path)
    return path


def _refused(notebook: Path, **given: Any) -> str:
    with pytest.raises(UsageError) as refused:
        validated(notebook, given)
    return str(refused.value)


@pytest.fixture(params=["fork", pytest.param("kernel", marks=pytest.mark.long)])
def engine(request: pytest.FixtureRequest, warm: Warm) -> Engine:
    """Each engine; the standard one takes seconds for each notebook."""
    return warm if request.param == "fork" else Standard(ROOT)


def _failed(engine: Engine, folder: Path, *cells: str, limits: RunLimits | None = None) -> str:
    with pytest.raises(NotebookFailed) as failed:
        engine.execute(_notebook(folder, *cells), {}, limits)
    return str(failed.value)


def test_defaults_stand_where_nothing_is_given(tmp_path: Path) -> None:
    """Parameters that are not given keep the notebook's own values."""
    values = validated(_notebook(tmp_path), {"month": "2020-04"})

    assert values == {"county": "zhashui", "month": "2020-04", "count": 3}


def test_an_unknown_parameter_is_refused(tmp_path: Path) -> None:
    """Papermill would only warn; the message names those that there are."""
    assert _refused(_notebook(tmp_path), mouth="2020-05") == (
        "report.ipynb：没有参数“mouth”，可用的参数：county、month、count。"
    )


@pytest.mark.parametrize(
    ("name", "value"), [("month", 5), ("count", "3"), ("count", True), ("count", 3.5)]
)
def test_a_value_of_another_type_is_refused(tmp_path: Path, name: str, value: object) -> None:
    """Types are strict: nothing is turned into what was declared."""
    assert f"参数“{name}”读到“{value}”" in _refused(_notebook(tmp_path), **{name: value})


@pytest.mark.parametrize("tagged", [0, 2])
def test_there_is_just_one_cell_of_parameters(tmp_path: Path, tagged: int) -> None:
    """None or two tagged cells are an error before anything starts."""
    assert _refused(_notebook(tmp_path, tagged=tagged)).endswith(f"现有{tagged}个。")


@pytest.mark.parametrize(
    "source",
    ['month = "2020-05"', "month: str", "day: date = None", "import os", 'x.y: str = "a"'],
)
def test_a_parameter_has_a_name_a_type_and_a_default(tmp_path: Path, source: str) -> None:
    """Anything else in the cell is refused, and shown."""
    assert "参数应写作“名称: 类型 = 默认值”" in _refused(_notebook(tmp_path, parameters=source))


def test_what_is_no_notebook_is_refused(tmp_path: Path) -> None:
    """A file that is none, and one that is not there, are told apart."""
    (tmp_path / "text.ipynb").write_text("不是笔记本")

    assert "不是可读的笔记本" in _refused(tmp_path / "text.ipynb")
    assert "没有找到笔记本" in _refused(tmp_path / "absent.ipynb")


def test_a_notebook_runs_with_its_parameters_and_without_a_clock(
    engine: Engine, tmp_path: Path
) -> None:
    """Parameters arrive, outputs come back, and no file says when or how long; cells' processes end too."""
    start = (
        "import os, subprocess\n"
        'started = subprocess.Popen(["sleep", "600"], start_new_session=True)\n'
        "print(month, os.getcwd(), started.pid)"
    )

    executed = engine.execute(_notebook(tmp_path, start), {"month": "2020-04"})

    month, folder, started = executed.cells[-1].outputs[0].text.split()
    assert (month, folder) == ("2020-04", str(ROOT))
    assert executed.metadata["papermill"] == {
        "parameters": {"county": "zhashui", "month": "2020-04", "count": 3}
    }
    assert not any({"papermill", "execution"} & set(cell.metadata) for cell in executed.cells)
    assert not _lives(int(started))


def _lives(pid: int) -> bool:
    """Whether a process still runs; one that was just killed is given the time to go."""
    for _ in range(100):
        if not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
            return False
        time.sleep(0.05)
    return True


def test_a_failing_cell_is_named_as_its_author_counts(engine: Engine, tmp_path: Path) -> None:
    """The cell's number is that of the notebook, not of papermill's copy with cells put in."""
    assert _failed(engine, tmp_path, "ok = 1", "1 / 0", "never = 1") == (
        "report.ipynb：第3个单元格出错，ZeroDivisionError: division by zero"
    )


def test_leaving_early_is_no_success(engine: Engine, tmp_path: Path) -> None:
    """sys.exit() in a cell leaves cells that never ran: that is no briefing."""
    assert _failed(engine, tmp_path, "import sys; sys.exit()", "never = 1") == (
        "report.ipynb：第2个单元格没有执行完，简报未生成。"
    )


def test_a_dead_kernel_is_no_success(engine: Engine, tmp_path: Path) -> None:
    """A kernel that was killed is told, in words for a clerk."""
    kill = "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"

    assert (
        _failed(engine, tmp_path, kill, "never = 1")
        == "report.ipynb：内核中途退出（可能内存不足），简报未生成。"
    )


def test_a_cell_over_its_limit_is_stopped(engine: Engine, tmp_path: Path) -> None:
    """A cell that takes too long ends the run."""
    message = _failed(
        engine,
        tmp_path,
        "import time; time.sleep(600)",
        limits=RunLimits(cell_seconds=1, run_seconds=60),
    )

    assert message.startswith("report.ipynb：有单元格运行超过1秒，已停止。")


def test_a_run_over_its_limit_leaves_nothing(engine: Engine, tmp_path: Path) -> None:
    """The run's end takes the kernel and all that cells started with it."""
    noted = tmp_path / "pids"
    cell = (
        "import os, pathlib, subprocess, time\n"
        'started = subprocess.Popen(["sleep", "600"], start_new_session=True)\n'
        f'pathlib.Path("{noted}").write_text(f"{{os.getpid()}} {{started.pid}}")\n'
        "time.sleep(600)"
    )

    message = _failed(engine, tmp_path, cell, limits=RunLimits(cell_seconds=600, run_seconds=3))

    assert message.startswith("report.ipynb：运行超过3秒，已停止。")
    assert [pid for pid in noted.read_text().split() if _lives(int(pid))] == []


def test_a_run_whose_process_is_killed_leaves_nothing(engine: Engine, tmp_path: Path) -> None:
    """When papermill's own process dies, its kernel goes too."""
    noted = tmp_path / "pid"
    cell = (
        "import os, pathlib, signal, time\n"
        f'pathlib.Path("{noted}").write_text(str(os.getpid()))\n'
        "os.kill(os.getppid(), signal.SIGKILL)\n"
        "time.sleep(600)"
    )

    assert _failed(engine, tmp_path, cell) == "report.ipynb：执行进程被信号9终止，简报未生成。"
    assert not _lives(int(noted.read_text()))


def test_a_flood_of_output_is_stopped(engine: Engine, tmp_path: Path) -> None:
    """A cell that prints without end is stopped before it fills the memory."""
    flood = 'while True:\n    print("x" * 100_000)'

    assert _failed(engine, tmp_path, flood).startswith(
        "report.ipynb：输出超过20000000字符，已停止。"
    )


def test_a_cell_over_its_memory_is_stopped(engine: Engine, tmp_path: Path) -> None:
    """A cell that takes more memory than there is for it is named, and the machine goes on."""
    hog = "hog = [bytearray(1 << 24) for _ in range(1000)]"

    assert _failed(engine, tmp_path, hog, limits=RunLimits(memory_mib=512)) == (
        "report.ipynb：第2个单元格要的内存超过512MiB，已停止。请检查台账规模。"
    )


def test_a_death_is_told_from_a_failing_cell(engine: Engine, tmp_path: Path) -> None:
    """Whoever runs a batch tries again after a death, and never after a failing cell."""
    with pytest.raises(ProcessDied):
        engine.execute(_notebook(tmp_path, "import os; os.abort()"), {})
    with pytest.raises(NotebookFailed) as failed:
        engine.execute(_notebook(tmp_path, "1 / 0"), {})

    assert not isinstance(failed.value, ProcessDied)


def test_nothing_passes_from_one_notebook_to_the_next(warm: Warm, tmp_path: Path) -> None:
    """Names, modules, environment, folder and open files of one are unknown to the other."""
    leave = (
        "import os, sys, pandas\n"
        "pandas.left = sys.left = left = 1\n"
        'os.environ["LEFT"] = "1"\n'
        'os.chdir("/")\n'
        'kept = open("/dev/null")\n'
        "print(len(os.listdir('/dev/fd')))"
    )
    look = (
        "import os, sys, pandas\n"
        'print("left" in dir(), hasattr(pandas, "left"), hasattr(sys, "left"),\n'
        '      "LEFT" in os.environ, os.getcwd())'
    )

    before = warm.execute(_notebook(tmp_path, leave), {}).cells[-1].outputs[0].text
    found = warm.execute(_notebook(tmp_path, look), {}).cells[-1].outputs[0].text
    again = warm.execute(_notebook(tmp_path, leave), {}).cells[-1].outputs[0].text

    assert found == f"False False False False {ROOT}\n"
    assert again == before


def test_two_notebooks_draw_different_chance(warm: Warm, tmp_path: Path) -> None:
    """Processes forked from the same one do not share what chance they draw."""
    draw = _notebook(tmp_path, "import numpy, random\nprint(random.random(), numpy.random.rand())")

    first, second = (warm.execute(draw, {}).cells[-1].outputs[0].text.split() for _ in range(2))

    assert not set(first) & set(second)


def test_a_notebook_finds_the_environment_of_its_caller(
    warm: Warm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is that of the call, and not that of the warm process."""
    monkeypatch.setenv("ASKED", "now")
    look = "import os\nprint(os.environ['ASKED'], os.environ.get('OPENBLAS_NUM_THREADS'))"

    executed = warm.execute(_notebook(tmp_path, look), {})

    assert executed.cells[-1].outputs[0].text == "now None\n"


def test_several_notebooks_run_at_once(warm: Warm, tmp_path: Path) -> None:
    """Threads share a warm process; each gets its own notebook back."""
    folders = [tmp_path / str(number) for number in range(6)]
    for folder in folders:
        folder.mkdir()
    notebooks = [_notebook(folder, "print(count)") for folder in folders]

    def one(number: int) -> str:
        executed = warm.execute(notebooks[number], {"count": number})
        return str(executed.cells[-1].outputs[0].text)

    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(one, range(6))) == [f"{number}\n" for number in range(6)]


@pytest.mark.skipif(not IS_LINUX, reason="only Linux lists a process's threads")
def test_the_warm_process_has_one_thread(warm: Warm, tmp_path: Path) -> None:
    """A process with several could fork while one of them holds a lock, for ever."""
    warm.execute(_notebook(tmp_path, "1"), {})

    assert psutil.Process(warm.pid).num_threads() == 1


@pytest.mark.long
def test_papermill_finds_the_engine_from_any_folder(tmp_path: Path) -> None:
    """`papermill --engine briefing` works wherever it is called, with papermill's own parameters."""
    page = _notebook(tmp_path, "import os\nprint(month, os.getcwd())")
    (tmp_path / "briefing").mkdir()

    called = subprocess.run(
        [
            *(sys.executable, "-m", "papermill", "--engine", "briefing", "--no-progress-bar"),
            *(str(page), "out.ipynb", "-p", "month", "2020-04"),
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert called.returncode == 0, called.stderr
    executed = nbformat.read(tmp_path / "out.ipynb", as_version=4)
    assert executed.cells[-1].outputs[0].text == f"2020-04 {tmp_path}\n"
    assert executed.metadata.language_info.name == "python"
    assert executed.cells[-1].metadata.papermill.status == "completed"


def test_an_engine_that_is_not_there_is_refused() -> None:
    """The message names those that there are."""
    with pytest.raises(UsageError, match="可用的引擎：fork、kernel"):
        started(ROOT, "ray")


@pytest.mark.long
@pytest.mark.parametrize("name", ["briefing", "dossier", "supervision", "ledger_check"])
def test_both_engines_execute_our_notebooks_to_the_same_file(
    opened: Path, tmp_path: Path, name: str
) -> None:
    """Not a byte of an executed notebook tells which engine ran it."""
    project = shutil.copytree(opened, tmp_path / "project")
    page = project / "notebooks" / f"{name}.ipynb"

    with Warm(project) as warm:
        forked = warm.execute(page, {})
    standard = execute(page, {}, project, engine="kernel")

    assert nbformat.writes(forked) == nbformat.writes(standard)
