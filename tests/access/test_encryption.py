"""An encrypted site tells nothing without its passphrase, and has the same bytes every time."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kpireport.cli import run
from kpireport.encryption import ITERATIONS, Sealed, encrypt
from kpireport.errors import UsageError
from kpireport.model import File
from tests.access.secrets import told, write_project

WORDS = "four plain words here"
FILES = (
    File("index.html", b"<p>987654.25</p>"),
    File("data/xanadu.csv", b"a,b\n"),
    File("data/zephyrine.csv", b"a,b\n"),
)


@pytest.fixture(scope="module")
def sealed() -> Sealed:
    return encrypt(FILES, WORDS)


def keyed(key: bytes, content: bytes) -> bytes:
    return hmac.new(key, content, hashlib.sha256).digest()


def test_the_passphrase_opens_each_file_under_its_own_path_alone(sealed: Sealed) -> None:
    """Opened by the written rules, apart from the code that sealed it."""
    master = hashlib.pbkdf2_hmac("sha256", WORDS.encode(), base64.b64decode(sealed.salt), ITERATIONS, 32)
    lock = AESGCM(keyed(master, b"content"))
    found = {file.path: file.content.decode() for file in sealed.files}
    for file in FILES:
        name = keyed(keyed(master, b"names"), file.path.encode()).hex()[:32]
        script = found.pop(f"vault/{name}.js")
        content = re.fullmatch(rf'kpireport\("{name}","([A-Za-z0-9+/=]+)"\);\n', script)
        assert content
        raw = base64.b64decode(content[1])
        assert lock.decrypt(raw[:12], raw[12:], file.path.encode()) == file.content
        with pytest.raises(InvalidTag):
            lock.decrypt(raw[:12], raw[12:], b"other.html")
    assert found == {}
    check = base64.b64decode(sealed.check)
    assert lock.decrypt(check[:12], check[12:], b"") == b"kpireport"


def test_the_same_site_and_passphrase_give_the_same_bytes(sealed: Sealed) -> None:
    assert encrypt(reversed(FILES), WORDS) == sealed


def test_whatever_differs_changes_every_name_and_nonce(sealed: Sealed) -> None:
    others = (
        encrypt(FILES, WORDS + "!"),
        encrypt((File("index.html", b"<p>987654.26</p>"), *FILES[1:]), WORDS),
    )
    for other in others:
        assert {file.path for file in other.files}.isdisjoint(file.path for file in sealed.files)
        assert nonces(other).isdisjoint(nonces(sealed))
    assert len(nonces(sealed)) == len(FILES) + 1


def nonces(sealed: Sealed) -> set[bytes]:
    texts = [sealed.check, *(file.content.decode().split('"')[3] for file in sealed.files)]
    return {base64.b64decode(text)[:12] for text in texts}


def test_a_short_passphrase_is_refused() -> None:
    with pytest.raises(UsageError, match="has 11 characters, and needs 12"):
        encrypt(FILES, "elevenchars")


@pytest.fixture(scope="module")
def locked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A whole site, encrypted with the first line of a file."""
    folder = tmp_path_factory.mktemp("locked")
    site = write_project(folder / "project")
    (folder / "phrase").write_text(f"{WORDS}\n", "utf-8")
    options = ["--out", str(folder / "site"), "--passphrase-file", str(folder / "phrase"), "--quiet"]
    assert run(["build", str(site), *options]) == 0
    return folder / "site"


def test_nothing_of_a_locked_site_is_readable(locked: Path) -> None:
    assert told(locked) == []
    page = (locked / "index.html").read_text("utf-8")
    assert "Quarter in figures" not in page
    assert "noscript" in page
    assert sorted(path.name for path in locked.iterdir()) == [
        ".kpireport-manifest.json", ".nojekyll", "assets", "index.html", "robots.txt", "vault",
    ]  # fmt: skip
    manifest = json.loads((locked / ".kpireport-manifest.json").read_text("utf-8"))
    assert "confidential" not in manifest
    assert len([row for row in manifest["files"] if row["path"].startswith("vault/")]) > 100


def test_without_a_passphrase_nothing_is_built(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("KPIREPORT_PASSPHRASE", raising=False)
    site, out = str(write_project(tmp_path / "project")), ["--out", str(tmp_path / "site")]
    assert run(["build", site, *out, "--encrypt"]) == 2
    assert "set KPIREPORT_PASSPHRASE" in capsys.readouterr().err
    (tmp_path / "empty").write_text("\n", "utf-8")
    assert run(["build", site, *out, "--passphrase-file", str(tmp_path / "empty")]) == 2
    assert run(["build", site, *out, "--passphrase-file", str(tmp_path / "none")]) == 2
    monkeypatch.setenv("KPIREPORT_PASSPHRASE", "short")
    assert run(["build", site, *out, "--encrypt"]) == 2
    assert "O017" in capsys.readouterr().err
    assert not (tmp_path / "site").exists()
