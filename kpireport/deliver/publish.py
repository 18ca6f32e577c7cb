"""A built site → a branch that a host shows, `gh-pages` by custom: one commit when something changed, else none.

The branch is made of git's own parts beside the working tree, so neither the files, the index nor a local branch of
the repository is touched, and nothing is ever forced.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kpireport.deliver.built import BuiltSite
from kpireport.deliver.git import Git, without_credentials
from kpireport.deliver.visibility import Visibility, visibility
from kpireport.errors import DeliveryError, Problem
from kpireport.write import MANIFEST, SCHEMA

CNAME = "CNAME"
#: What GitHub refuses to take: a file of more than 100 MiB, a site of more than 1 GB.
LARGEST_FILE, LARGEST_SITE = 100 * 2**20, 10**9

_EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
_REGULAR = "100644"


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """What was published, or with a dry run would be. `commit` is None when the branch shows this site already."""

    site: BuiltSite
    address: str
    branch: str
    is_new: bool
    added: int
    changed: int
    removed: int
    commit: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """A branch of a remote repository; `tip` is its last commit, None where there is no such branch yet."""

    remote: str
    address: str
    name: str
    tip: str | None = None


def publish(
    site: BuiltSite,
    repository: Path,
    environment: Mapping[str, str],
    *,
    remote: str,
    branch: str,
    is_agreed: bool,
    dry_run: bool,
) -> Publication:
    """Push `site` to `branch` of `remote` as one commit on top of what is there.

    `is_agreed` says that the user knows who will be able to read it. A dry run leaves no trace in the repository.

    Raises DeliveryError when the site is too large or holds confidential parts, the repository is private or of a host
    that does not tell, the branch is not one of ours, or git fails; the branch is then as it was.
    """
    _refuse_large(site)
    if site.confidential and not is_agreed:
        raise DeliveryError(Problem(code="O019", message=f"{site.folder} holds confidential parts", hint=_CONFIDENTIAL))
    with _git(repository, dry_run=dry_run) as git:
        target = _target(git, remote, branch)
        if not is_agreed:
            _refuse_private(target, visibility(target.address, environment))
        target = _fetched(git, target)
        _refuse_foreign(git, target)
        tree = _tree(git, site, target.tip)
        before = git.run("rev-parse", f"{target.tip}^{{tree}}") if target.tip else _EMPTY_TREE
        commit = None if tree == before else _commit(git, site, tree, target)
        if commit and not dry_run:
            git.run("push", "--quiet", remote, f"{commit}:refs/heads/{branch}")
        return _publication(git, site, target, (before, tree), commit)


# -------------------------------------------------------------------------------------------------------------- checks


_CONFIDENTIAL = (
    "nothing was published; build a site without them (--public, --audience NAME) or an encrypted one (--encrypt), "
    "or, when everyone may read them, say so with --yes"
)


def _refuse_large(site: BuiltSite) -> None:
    large = [file for file in site.files if file.size > LARGEST_FILE]
    if not large and site.size <= LARGEST_SITE:
        return
    biggest = sorted(site.files, key=lambda file: -file.size)[:5]
    named = ", ".join(f"{file.path} ({megabytes(file.size)})" for file in biggest)
    what = f"{large[0].path} has {megabytes(large[0].size)}" if large else f"the site has {megabytes(site.size)}"
    limits = f"hosts take files up to {megabytes(LARGEST_FILE)} and sites up to {megabytes(LARGEST_SITE)}"
    message = f"{what}: {limits}; the largest files are {named}"
    raise DeliveryError(
        Problem(code="O007", message=message, hint="report on fewer KPIs or periods, or split the site")
    )


def megabytes(size: int) -> str:
    """A number of bytes as people read it."""
    return f"{size / 10**6:.1f} MB"


def _refuse_private(target: Branch, visible: Visibility) -> None:
    if visible in {"public", "local"}:
        return
    what = {
        "private": f"{target.address} is a private repository, yet the pages made of it are usually open to everyone",
        "unknown": f"whether {target.address} is private cannot be told, and its pages may be open to everyone",
    }[visible]
    hint = "nothing was published; when everyone may read this report, say so with --yes"
    raise DeliveryError(Problem(code="O008", message=what, hint=hint))


def _refuse_foreign(git: Git, target: Branch) -> None:
    """A branch is ours when it holds a site of ours and nothing else, but for a CNAME."""
    if target.tip is None:
        return
    listed = _manifest_paths(git.maybe("cat-file", "blob", f"{target.tip}:{MANIFEST}"))
    if listed is None:
        raise _foreign(target, "it holds something else than a report of kpireport")
    held = git.run("ls-tree", "-r", "-z", "--name-only", target.tip).split("\0")
    strange = sorted({path for path in held if path} - listed - {MANIFEST, CNAME})
    if strange:
        raise _foreign(target, f"it holds files that kpireport did not build, such as {strange[0]}")


def _manifest_paths(text: str | None) -> set[str] | None:
    try:
        manifest = json.loads(text or "")
        return {row["path"] for row in manifest["files"]} if manifest["schema"] == SCHEMA else None
    except (ValueError, KeyError, TypeError):
        return None


def _foreign(target: Branch, why: str) -> DeliveryError:
    hint = "the branch was left alone; name another one with --branch, or remove it if nobody needs it"
    return DeliveryError(Problem(code="O009", message=f"will not replace branch {target.name}: {why}", hint=hint))


# ----------------------------------------------------------------------------------------------------------------- git


@contextmanager
def _git(repository: Path, *, dry_run: bool) -> Iterator[Git]:
    """Git with an index of its own; in a dry run with a store of objects of its own too, which then goes."""
    folder = repository.resolve()
    objects = Git(folder).maybe("rev-parse", "--path-format=absolute", "--git-path", "objects")
    if objects is None:
        hint = "run `git init` there and add the remote, or upload the folder to your host in its own way"
        raise DeliveryError(Problem(code="O006", message=f"{folder} is not in a git repository", hint=hint))
    with tempfile.TemporaryDirectory() as scratch:
        environment = {"GIT_INDEX_FILE": f"{scratch}/index"}
        if dry_run:
            (Path(scratch) / "objects").mkdir()
            environment |= {"GIT_OBJECT_DIRECTORY": f"{scratch}/objects", "GIT_ALTERNATE_OBJECT_DIRECTORIES": objects}
        yield Git(folder, environment)


def _target(git: Git, remote: str, branch: str) -> Branch:
    if git.maybe("check-ref-format", f"refs/heads/{branch}") is None:
        raise DeliveryError(Problem(code="O006", message=f"{branch!r} is not a name that a branch can have"))
    address = git.maybe("remote", "get-url", "--push", "--", remote)
    if address is None:
        there = git.run("remote").split()
        hint = f"there is {', '.join(there)}" if there else f"add one: git remote add {remote} ADDRESS"
        raise DeliveryError(Problem(code="O006", message=f"the repository has no remote {remote!r}", hint=hint))
    return Branch(remote=remote, address=without_credentials(address), name=branch)


def _fetched(git: Git, target: Branch) -> Branch:
    """The branch with its tip, the commit at hand."""
    reference = f"refs/heads/{target.name}"
    listed = git.run("ls-remote", "--", target.remote, reference).split()
    tip = listed[0] if listed else None
    if tip:
        git.run("fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--refmap=", "--", target.remote, reference)
    return Branch(remote=target.remote, address=target.address, name=target.name, tip=tip)


def _tree(git: Git, site: BuiltSite, tip: str | None) -> str:
    """The tree of the site, byte for byte: no filter of the user's git changes a line end. A CNAME stays."""
    paths = [file.path for file in site.files]
    given = "".join(f"{(site.folder / path).resolve()}\n" for path in paths).encode()
    blobs = git.run("hash-object", "-w", "--no-filters", "--stdin-paths", given=given).split()
    rows = dict(zip(paths, blobs, strict=True))
    name = git.maybe("rev-parse", "--verify", "--quiet", f"{tip}:{CNAME}") if tip else None
    if name:
        rows.setdefault(CNAME, name)
    index = "".join(f"{_REGULAR} {blob}\t{path}\0" for path, blob in rows.items())
    git.run("update-index", "-z", "--add", "--index-info", given=index.encode())
    return git.run("write-tree")


def _commit(git: Git, site: BuiltSite, tree: str, target: Branch) -> str:
    message = f"Report through {site.data_through}" if site.data_through else "Report"
    parent = ("-p", target.tip) if target.tip else ()
    return _signed(git).run("commit-tree", *parent, "-m", message, tree)


def _signed(git: Git) -> Git:
    """Git with an author: the user's own, or on a machine that has none, this program."""
    if git.maybe("var", "GIT_AUTHOR_IDENT") and git.maybe("var", "GIT_COMMITTER_IDENT"):
        return git
    roles = ("AUTHOR", "COMMITTER")
    own = {f"GIT_{role}_NAME": "kpireport" for role in roles} | {
        f"GIT_{role}_EMAIL": "kpireport@localhost" for role in roles
    }
    return Git(git.folder, {**git.environment, **own})


def _publication(git: Git, site: BuiltSite, target: Branch, trees: tuple[str, str], commit: str | None) -> Publication:
    rows = git.run("diff-tree", "-r", "--no-renames", "--name-status", *trees).splitlines()
    kinds = [row.split("\t")[0] for row in rows]
    return Publication(
        site=site,
        address=target.address,
        branch=target.name,
        is_new=target.tip is None,
        added=kinds.count("A"),
        changed=kinds.count("M") + kinds.count("T"),
        removed=kinds.count("D"),
        commit=commit,
    )
