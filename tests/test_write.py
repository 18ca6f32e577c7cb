"""The output folder holds the old site or the new one, whatever happens, and nothing that is not ours is replaced."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import signal
import stat
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from kpireport import write
from kpireport.errors import BusyError, OutputError
from kpireport.model import File
from kpireport.write import MANIFEST, hold, write_site

OLD = [File("index.html", b"old"), File("kpis/a/index.html", b"old a"), File("kpis/b/index.html", b"old b")]
NEW = [File("index.html", b"new"), File("kpis/a/index.html", b"new a"), File("assets/style.css", b"body{}")]


def tree(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Every file below a folder with its inode and content."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    return {str(path.relative_to(folder)): (path.stat().st_ino, path.read_bytes()) for path in paths}


def contents(folder: Path) -> dict[str, bytes]:
    return {path: content for path, (_, content) in tree(folder).items() if path != MANIFEST}


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty current folder; the output is `public` in it."""
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    return here


def assert_alone(place: Path) -> None:
    """Nothing but the output lies in the folder: no temporary folder, no lock."""
    assert sorted(entry.name for entry in place.iterdir()) == ["public"]


def test_replaces_the_folder_whole(place: Path) -> None:
    write_site(OLD, Path("public"))
    write_site(NEW, Path("public"))
    assert contents(place / "public") == {file.path: file.content for file in NEW}
    assert not (place / "public/kpis/b").exists()
    assert_alone(place)


def test_manifest_lists_every_file_sorted_with_size_and_digest(place: Path) -> None:
    write_site(NEW, Path("public"))
    manifest = json.loads((place / "public" / MANIFEST).read_text("utf-8"))
    assert manifest["schema"] == "kpireport-manifest/1"
    assert [row["path"] for row in manifest["files"]] == ["assets/style.css", "index.html", "kpis/a/index.html"]
    assert manifest["files"][0] == {
        "path": "assets/style.css",
        "size": 6,
        "sha256": hashlib.sha256(b"body{}").hexdigest(),
    }


def test_order_of_the_files_does_not_show(place: Path) -> None:
    write_site(NEW, Path("one"))
    write_site(reversed(NEW), Path("two"))
    assert (place / "one" / MANIFEST).read_bytes() == (place / "two" / MANIFEST).read_bytes()


@pytest.mark.parametrize("umask", [0o000, 0o077, 0o177])
def test_readable_by_all_whatever_the_umask(place: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        write_site(NEW, Path("public"))
    finally:
        os.umask(before)
    found = {stat.filemode(path.stat().st_mode) for path in [place / "public", *(place / "public").rglob("*")]}
    assert found == {"drwxr-xr-x", "-rw-r--r--"}


def test_git_and_cname_are_kept(place: Path) -> None:
    write_site(OLD, Path("public"))
    (place / "public/.git/objects").mkdir(parents=True)
    (place / "public/.git/objects/1").write_bytes(b"object")
    (place / "public/CNAME").write_text("kpis.example.org")
    write_site(NEW, Path("public"))
    expected = {file.path: file.content for file in NEW}
    assert contents(place / "public") == expected | {".git/objects/1": b"object", "CNAME": b"kpis.example.org"}
    assert (place / "public/CNAME").stat().st_nlink == 1
    assert_alone(place)


def test_a_folder_with_only_git_in_it_may_be_filled(place: Path) -> None:
    (place / "public/.git").mkdir(parents=True)
    write_site(NEW, Path("public"))
    assert (place / "public/.git").is_dir()
    assert (place / "public/index.html").read_bytes() == b"new"


def test_a_fault_in_the_pages_leaves_the_old_site(place: Path) -> None:
    write_site(OLD, Path("public"))
    before = tree(place)

    def broken() -> Iterator[File]:
        yield NEW[0]
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_site(broken(), Path("public"))
    assert tree(place) == before
    assert_alone(place)


def test_a_first_build_that_fails_leaves_nothing(place: Path) -> None:
    def broken() -> Iterator[File]:
        yield NEW[0]
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_site(broken(), Path("a/b/public"))
    assert list(place.iterdir()) == []


def test_missing_parents_are_made(place: Path) -> None:
    write_site(NEW, Path("a/b/public"))
    assert (place / "a/b/public/index.html").read_bytes() == b"new"


# ------------------------------------------------------------------------------------------------------- not ours


def refused(folder: Path, **options: Path) -> str:
    with pytest.raises(OutputError) as caught:
        write_site(NEW, folder, **options)
    assert caught.value.exit_code == 6
    assert [problem.code for problem in caught.value.problems] == ["O001"]
    return caught.value.text


@pytest.mark.parametrize("name", ["/", ".", "..", "../here", "../../.."])
def test_refuses_root_current_folder_and_those_above(place: Path, name: str) -> None:
    (place / "mine.txt").write_text("mine")
    before = tree(place.parent)
    refused(Path(name))
    assert tree(place.parent) == before


def test_refuses_the_home_folder(place: Path) -> None:
    home = Path(os.environ["HOME"])
    home.mkdir()
    assert "home" in refused(home)
    assert list(home.iterdir()) == []


def test_refuses_the_project_and_folders_above_it(place: Path) -> None:
    (place / "work/project").mkdir(parents=True)
    for folder in (Path("work"), Path("work/project")):
        assert "project" in refused(folder, project=place / "work/project")


def test_refuses_foreign_files(place: Path) -> None:
    (place / "public").mkdir()
    (place / "public/thesis.txt").write_text("years of work")
    before = tree(place)
    assert "thesis.txt" in refused(Path("public"))
    assert tree(place) == before
    assert_alone(place)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"schema": "another/1"}', "not json"])
def test_a_manifest_of_another_program_does_not_make_it_ours(place: Path, text: str) -> None:
    (place / "public").mkdir()
    (place / "public" / MANIFEST).write_text(text)
    refused(Path("public"))


def test_refuses_a_link_and_a_file(place: Path) -> None:
    write_site(OLD, Path("real"))
    (place / "public").symlink_to("real")
    (place / "file").write_text("mine")
    assert "link" in refused(Path("public"))
    assert "not a folder" in refused(Path("file"))
    assert contents(place / "real") == {file.path: file.content for file in OLD}


@pytest.mark.parametrize(
    "paths",
    [
        ["/etc/passwd"],
        ["../x"],
        ["a/../../x"],
        ["a//b"],
        ["./a"],
        [""],
        ["a\\b"],
        ["a\nb"],
        ["a\x00b"],
        [".git/config"],
        ["CNAME"],
        ["cname"],
        [MANIFEST],
        ["a", "a"],
        ["kpis/Reach/index.html", "kpis/reach/index.html"],
        ["kpis/Reach/a", "kpis/reach/b"],
        ["\u00e9", "e\u0301"],
        ["a", "a/b"],
        ["a/b", "A"],
    ],
)
def test_unsafe_paths_are_a_fault_of_the_program(place: Path, paths: list[str]) -> None:
    write_site(OLD, Path("public"))
    before = tree(place)
    with pytest.raises(ValueError, match="site"):
        write_site([File(path, b"") for path in paths], Path("public"))
    assert tree(place) == before
    assert_alone(place)


# --------------------------------------------------------------------------------------------------- the system fails


def test_a_site_made_read_only_is_replaced_without_a_trace(place: Path) -> None:
    write_site(OLD, Path("public"))
    folders = [place / "public", *(path for path in (place / "public").rglob("*") if path.is_dir())]
    for folder in folders:
        folder.chmod(0o555)
    write_site(NEW, Path("public"))
    assert contents(place / "public").keys() >= {file.path for file in NEW}
    assert_alone(place)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EACCES, errno.EROFS, errno.EIO, errno.EDQUOT])
@pytest.mark.parametrize("nth", [1, 2, 3, 4])
def test_a_failing_write_is_told_and_leaves_the_old_site(
    place: Path, monkeypatch: pytest.MonkeyPatch, number: int, nth: int
) -> None:
    write_site(OLD, Path("public"))
    before = tree(place)
    calls = 0

    def fail(path: Path, mode: int) -> None:
        nonlocal calls
        calls += 1
        if calls == nth:
            raise OSError(number, os.strerror(number), str(path))

    monkeypatch.setattr(os, "fchmod", fail)
    with pytest.raises(OutputError) as caught:
        write_site(NEW, Path("public"))
    assert [problem.code for problem in caught.value.problems] == ["O002"]
    assert os.strerror(number) in caught.value.text
    assert errno.errorcode[number] in caught.value.text
    assert tree(place) == before
    assert_alone(place)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written(place: Path) -> None:
    place.chmod(0o555)
    try:
        with pytest.raises(OutputError, match="Permission denied"):
            write_site(NEW, Path("public"))
    finally:
        place.chmod(0o755)


def test_without_an_exchange_two_renames_do(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(write, "exchange", lambda *_: False)
    write_site(OLD, Path("public"))
    write_site(NEW, Path("public"))
    assert contents(place / "public") == {file.path: file.content for file in NEW}
    assert_alone(place)


def test_a_failing_second_rename_is_undone(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_site(OLD, Path("public"))
    before = tree(place)
    rename = Path.rename

    def fail(self: Path, target: Path) -> Path:
        if self.name.endswith("-new"):
            raise OSError(errno.EIO, "Input/output error", str(self))
        return rename(self, target)

    monkeypatch.setattr(write, "exchange", lambda *_: False)
    monkeypatch.setattr(Path, "rename", fail)
    with pytest.raises(OutputError):
        write_site(NEW, Path("public"))
    assert tree(place) == before
    assert_alone(place)


def test_a_death_between_the_two_renames_is_recovered(place: Path) -> None:
    write_site(OLD, Path("public"))
    before = tree(place / "public")
    (place / "public").rename(place / ".public.kpireport-old")
    (place / ".public.kpireport-new").mkdir()
    with hold(Path("public")):
        assert tree(place / "public") == before
    assert_alone(place)


CHANGING = {
    "open",
    "os.mkdir",
    "os.rename",
    "os.remove",
    "os.rmdir",
    "os.link",
    "os.chmod",
    "shutil.rmtree",
    "os.truncate",
}


def dies_at(call: int) -> bool:
    """Write in a process that is gone before its n-th call that touches the disk; False when it makes fewer."""
    child = os.fork()
    if child:
        return os.WEXITSTATUS(os.waitpid(child, 0)[1]) == 9
    made = 0

    def count(event: str, _: object) -> None:
        nonlocal made
        made += event in CHANGING
        if made == call:
            os._exit(9)

    sys.addaudithook(count)
    try:
        write_site(NEW, Path("public"))
    finally:
        os._exit(0)


@pytest.mark.parametrize("exchanging", [True, False])
def test_a_death_at_any_moment_leaves_the_old_site_or_the_new_one(
    place: Path, monkeypatch: pytest.MonkeyPatch, exchanging: bool
) -> None:
    if not exchanging:
        monkeypatch.setattr(write, "exchange", lambda *_: False)
    call, deaths = 1, {"old": 0, "new": 0}
    write_site(OLD, Path("public"))
    (place / "public/.git").mkdir()
    (place / "public/.git/config").write_bytes(b"mine")
    kept = {".git/config": b"mine"}
    old = {file.path: file.content for file in OLD} | kept
    new = {file.path: file.content for file in NEW} | kept
    while dies_at(call):
        with hold(Path("public")):
            found = contents(place / "public")
        assert found in (old, new), f"after {call} calls"
        assert_alone(place)
        deaths["old" if found == old else "new"] += 1
        write_site(OLD, Path("public"))
        call += 1
    assert deaths["old"] > 10
    assert deaths["new"] > 1
    assert contents(place / "public") == new


def test_what_a_killed_build_left_is_cleaned(place: Path) -> None:
    write_site(OLD, Path("public"))
    (place / ".public.kpireport-new/kpis").mkdir(parents=True)
    (place / ".public.kpireport-new/kpis/half").write_bytes(b"half")
    (place / ".public.kpireport-lock").write_text("999999\n")
    write_site(NEW, Path("public"))
    assert_alone(place)


# ------------------------------------------------------------------------------------------------- two at once, signals

CHILD = textwrap.dedent(
    """
    import signal, sys, time
    from pathlib import Path
    from kpireport.model import File
    from kpireport.write import write_site

    def end(number, frame):
        sys.exit(128 + number)

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)

    def files():
        yield File("index.html", b"new")
        print("writing", flush=True)
        time.sleep(60)

    write_site(files(), Path("public"))
    """
)


@pytest.fixture
def writer(place: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Another process in the middle of writing over an old site."""
    write_site(OLD, Path("public"))
    process = subprocess.Popen([sys.executable, "-c", CHILD], stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"writing\n"
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def test_a_second_build_is_turned_away_with_the_first_ones_process(
    place: Path, writer: subprocess.Popen[bytes]
) -> None:
    with pytest.raises(BusyError, match=f"process {writer.pid}") as caught:
        write_site(NEW, Path("public"))
    assert caught.value.exit_code == 75
    assert [problem.code for problem in caught.value.problems] == ["O003"]
    assert (place / "public/index.html").read_bytes() == b"old"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_stopped_build_leaves_nothing(place: Path, writer: subprocess.Popen[bytes], number: signal.Signals) -> None:
    before = tree(place / "public")
    writer.send_signal(number)
    assert writer.wait(10) == 128 + number
    assert tree(place / "public") == before
    assert_alone(place)


def test_a_killed_build_leaves_the_old_site_and_the_next_one_works(
    place: Path, writer: subprocess.Popen[bytes]
) -> None:
    before = tree(place / "public")
    writer.kill()
    writer.wait(10)
    assert tree(place / "public") == before
    write_site(NEW, Path("public"))
    assert contents(place / "public") == {file.path: file.content for file in NEW}
    assert_alone(place)
