"""Publishing, against real repositories: a working one and the bare one that it pushes to."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from kpireport.cli import run
from kpireport.deliver import publish as publishing
from kpireport.deliver.visibility import visibility
from kpireport.model import File
from kpireport.write import hold, write_site
from tests.collect.server import Server, serving

FILES = {
    "index.html": b"<!doctype html>\r\n",
    "data/report.json": b'{"data_through": "2026-10-25"}\n',
    "assets/mark.svg": b"<svg/>",
}


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout.rstrip("\n")


def build(folder: Path, **changed: bytes) -> None:
    files = FILES | {"index.html": changed["index"]} if changed else FILES
    write_site((File(path, content) for path, content in files.items()), folder)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with a built site in `public`, `origin` a bare one beside it, and a git that changes line ends."""
    git(tmp_path, "init", "-q", "--bare", "bare.git")
    git(tmp_path, "init", "-q", "work")
    work = tmp_path / "work"
    for key, value in (("user.name", "Ada"), ("user.email", "ada@example.org"), ("core.autocrlf", "input")):
        git(work, "config", key, value)
    git(work, "remote", "add", "origin", "../bare.git")
    (work / "site.yaml").write_text("title: A\n")
    (work / ".gitignore").write_text("public/\n*.svg\n")
    build(work / "public")
    monkeypatch.chdir(work)
    return work


@pytest.fixture
def bare(project: Path) -> Path:
    return project.parent / "bare.git"


def tree(bare: Path, branch: str = "gh-pages") -> list[str]:
    return git(bare, "ls-tree", "-r", "--name-only", branch).splitlines()


def count(bare: Path) -> int:
    return int(git(bare, "rev-list", "--count", "gh-pages"))


def test_a_bare_repository_receives_the_site_byte_for_byte(
    project: Path, bare: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["publish"]) == 0
    assert tree(bare) == [".kpireport-manifest.json", "assets/mark.svg", "data/report.json", "index.html"]
    held = subprocess.run(["git", "cat-file", "blob", "gh-pages:index.html"], cwd=bare, capture_output=True, check=True)
    assert held.stdout == FILES["index.html"]
    assert git(bare, "log", "-1", "--format=%an %s", "gh-pages") == "Ada Report through 2026-10-25"
    assert "4 files added, 0 changed, 0 removed" in capsys.readouterr().err
    assert git(project, "status", "--porcelain", "--untracked-files=no") == ""


def test_a_second_publication_without_a_change_makes_no_commit(
    project: Path, bare: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(["publish"])
    assert run(["publish"]) == 0
    assert count(bare) == 1
    assert "shows this report already" in capsys.readouterr().err


def test_a_change_is_one_commit_on_top_and_the_cname_stays(
    project: Path, bare: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(["publish"])
    git(project, "fetch", "-q", "origin", "gh-pages:shown")
    git(project, "worktree", "add", "-q", "../shown", "shown")
    (project.parent / "shown/CNAME").write_text("kpis.example.org\n")
    git(project.parent / "shown", "add", "CNAME")
    git(project.parent / "shown", "commit", "-q", "-m", "Own name")
    git(project.parent / "shown", "push", "-q", "origin", "HEAD:gh-pages")
    build(project / "public", index=b"new")
    capsys.readouterr()
    assert run(["publish"]) == 0
    assert (count(bare), "CNAME" in tree(bare)) == (3, True)
    assert "0 files added, 2 changed, 0 removed" in capsys.readouterr().err  # the page and the manifest
    assert git(bare, "log", "-2", "--format=%s", "gh-pages").splitlines()[1] == "Own name"


def test_a_dry_run_leaves_no_trace(project: Path, bare: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = sorted(path for path in project.rglob("*"))
    assert run(["publish", "--dry-run"]) == 0
    assert "would publish 4 files" in capsys.readouterr().err
    assert sorted(path for path in project.rglob("*")) == before
    assert git(bare, "for-each-ref") == ""


@pytest.mark.parametrize("path", ["README.md", "posts/first.md"])
def test_a_foreign_branch_is_left_alone(
    project: Path, bare: Path, capsys: pytest.CaptureFixture[str], path: str
) -> None:
    (project / path).parent.mkdir(exist_ok=True)
    (project / path).write_text("Ours\n")
    git(project, "add", path)
    git(project, "commit", "-q", "-m", "By hand")
    git(project, "push", "-q", "origin", "HEAD:gh-pages")
    before = git(bare, "rev-parse", "gh-pages")
    assert run(["publish", "--yes"]) == 5
    assert git(bare, "rev-parse", "gh-pages") == before
    assert "will not replace branch gh-pages" in capsys.readouterr().err


def test_a_file_added_by_hand_to_our_branch_is_not_lost(
    project: Path, bare: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(["publish"])
    git(project, "fetch", "-q", "origin", "gh-pages:shown")
    git(project, "worktree", "add", "-q", "../shown", "shown")
    (project.parent / "shown/memo.txt").write_text("by hand")
    git(project.parent / "shown", "add", "memo.txt")
    git(project.parent / "shown", "commit", "-q", "-m", "Memo")
    git(project.parent / "shown", "push", "-q", "origin", "HEAD:gh-pages")
    build(project / "public", index=b"new")
    assert run(["publish"]) == 5
    assert "such as memo.txt" in capsys.readouterr().err
    assert "memo.txt" in tree(bare)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda site: (site / "index.html").write_text("edited"), "index.html was changed"),
        (lambda site: (site / "assets/mark.svg").unlink(), "assets/mark.svg is missing"),
        (lambda site: (site / "secret.txt").write_text("x"), "secret.txt was not built"),
        (lambda site: (site / "more").symlink_to("/etc"), "more is a link"),
    ],
)
def test_only_what_was_built_is_published(project: Path, capsys: pytest.CaptureFixture[str], spoil, said) -> None:  # type: ignore[no-untyped-def]
    spoil(project / "public")
    assert run(["publish"]) == 5
    assert said in capsys.readouterr().err


def test_a_large_file_is_refused_by_name(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publishing, "LARGEST_FILE", 20)
    assert run(["publish"]) == 5
    assert "the largest files are .kpireport-manifest.json" in capsys.readouterr().err


def test_without_repository_remote_or_site_it_says_what_to_do(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["publish", "--remote", "upstream"]) == 5
    assert "no remote 'upstream'" in capsys.readouterr().err
    assert run(["publish", "--branch", "a..b"]) == 5
    assert "not a name that a branch can have" in capsys.readouterr().err
    shutil.rmtree(project / ".git")
    assert run(["publish"]) == 5
    assert "is not in a git repository" in capsys.readouterr().err
    (project / "other").mkdir()
    (project / "other/.kpireport-manifest.json").write_text("{}")
    assert run(["publish", "--out", "other"]) == 5
    assert "is damaged" in capsys.readouterr().err


def test_a_credential_in_the_address_is_never_printed(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    git(project, "remote", "set-url", "origin", "http://ada:s3cret@127.0.0.1:9/o/r.git")
    assert run(["publish", "--yes"]) == 5
    said = capsys.readouterr().err
    assert "127.0.0.1:9/o/r.git" in said
    assert "s3cret" not in said


# ------------------------------------------------------------------------------------------------- private repositories


@pytest.fixture
def host() -> Iterator[Server]:
    with serving() as server:
        server.says("/api/repos/acme/open", '{"private": false}', "application/json")
        server.says("/api/repos/acme/closed", '{"private": true}', "application/json")
        server.says("/api/repos/acme/odd", "<html>", "text/html")
        yield server


@pytest.mark.parametrize(
    ("repository", "expected"), [("open", "public"), ("closed", "private"), ("none", "private"), ("odd", "unknown")]
)
def test_the_host_is_asked_without_credentials(host: Server, repository: str, expected: str) -> None:
    environment = {"GITHUB_SERVER_URL": host.url, "GITHUB_API_URL": f"{host.url}/api"}
    address = host.url.replace("//", "//ada:s3cret@") + f"/acme/{repository}.git"
    assert visibility(address, environment) == expected
    assert "Authorization" not in host.asked[0][1]


@pytest.mark.parametrize("address", ["../bare.git", "/srv/git/kpis.git", "file:///srv/git/kpis.git", "C:/git/kpis"])
def test_a_path_is_local(address: str) -> None:
    assert visibility(address, {}) == "local"


@pytest.mark.parametrize("address", ["git@git.acme.example:o/r.git", "ssh://git@git.acme.example:22/o/r"])
def test_other_hosts_cannot_be_asked(address: str) -> None:
    assert visibility(address, {}) == "unknown"


def test_a_site_with_confidential_parts_needs_yes(
    project: Path, bare: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with hold(project / "public") as output:
        output.replace([File("index.html", b"<p>secret</p>")], confidential=True)
    assert run(["publish"]) == 5
    assert "public holds confidential parts" in capsys.readouterr().err
    assert git(bare, "branch", "--list", "gh-pages") == ""
    assert run(["publish", "--yes"]) == 0
    assert "index.html" in tree(bare)


def test_a_private_repository_needs_yes(
    project: Path, host: Server, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_SERVER_URL", host.url)
    monkeypatch.setenv("GITHUB_API_URL", f"{host.url}/api")
    git(project, "remote", "set-url", "origin", f"{host.url}/acme/closed.git")
    assert run(["publish"]) == 5
    said = capsys.readouterr().err
    assert "is a private repository" in said
    assert "--yes" in said
