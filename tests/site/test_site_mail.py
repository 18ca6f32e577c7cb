"""The HTML of a mail as its reader sees it: pictures shown, nothing fetched, nothing wider than the screen."""

from __future__ import annotations

import email
import email.policy
from pathlib import Path

import pytest

from kpireport.cli import run
from tests.deliver.test_email_command import folder
from tests.site.conftest import Open

pytestmark = pytest.mark.browser
__all__ = ["folder"]


def unpacked(draft: Path) -> Path:
    """The draft's HTML as a file, its pictures beside it."""
    message = email.message_from_bytes(draft.read_bytes(), policy=email.policy.default)
    page = message.get_body(("html",))
    assert page is not None
    html = str(page.get_content())
    for part in message.walk():
        if part.get_content_type() == "image/png":
            name = str(part.get_filename())
            (draft.parent / name).write_bytes(part.get_payload(decode=True))  # type: ignore[arg-type]
            html = html.replace(f"cid:{str(part['Content-ID']).strip('<>')}", name)
    assert "cid:" not in html
    file = draft.with_suffix(".html")
    file.write_text(html, "utf-8")
    return file


def test_a_mail_shows_its_pictures_and_fits_a_telephone(folder: Path, visit: Open) -> None:
    kpis = folder / "kpis.yaml"
    kpis.write_text(kpis.read_text("utf-8").replace("Weekly orders", "Weekly orders of " + "x" * 90), "utf-8")
    assert run(["email", "--to", "anna@example.org"]) == 0
    page = unpacked(folder / "mail-2026-03-29.eml").as_uri()
    for width, scheme, ground in ((600, "light", "rgb(255, 255, 255)"), (390, "dark", "rgb(20, 24, 29)")):
        seen = visit(page, viewport={"width": width, "height": 900}, color_scheme=scheme)
        shown = seen.page.evaluate(
            "() => [...document.images].map(i => [i.naturalWidth, Math.round(i.getBoundingClientRect().width)])"
        )
        assert shown == [[960, min(480, width - 32)]]
        assert seen.page.evaluate("() => document.documentElement.scrollWidth") == width
        assert seen.page.evaluate("() => getComputedStyle(document.body).backgroundColor") == ground
        assert seen.complaints == []
        assert all(address.startswith("file:") for address in seen.requests)
