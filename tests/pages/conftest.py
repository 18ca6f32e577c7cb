"""The hand-made report as a site, built once."""

from __future__ import annotations

from collections.abc import Mapping
from xml.etree.ElementTree import Element

import html5lib
import pytest

from tests.pages.built import build


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    return build(tmp_path_factory.mktemp("site"))


@pytest.fixture(scope="session")
def trees(site: Mapping[str, str]) -> Mapping[str, Element]:
    """The pages parsed; the parser raises at the first fault of syntax."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    return {path: parser.parse(text) for path, text in site.items() if path.endswith(".html")}
