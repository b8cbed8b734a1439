"""Pages, from those tests that are about pages."""

from tests.e2e.conftest import open_page, seen

__all__ = ["open_page", "seen"]
