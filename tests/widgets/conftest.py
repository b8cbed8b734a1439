"""A bench on which one kind is tried: its options, its view and its real template, with no wall around."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import pytest

from dashboard import widget
from dashboard.config.board import Kind, Widget
from dashboard.live.render import Renderer
from dashboard.store.history import Series
from dashboard.store.reading import Reading

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 11, 24, 10, 42, tzinfo=UTC)


@dataclass(frozen=True)
class Bench:
    """One kind with one set of options."""

    kind: Kind
    options: widget.Options
    folder: Path

    def source(self) -> Any:
        """The source that the options name."""
        return self.kind.source(self.options)

    def view(self, answer: Any) -> Any:
        """What the template gets."""
        return self.kind.view(answer, self.options)

    def html(self, answer: Any, history: Mapping[str, Series] | None = None) -> str:
        """The tile as it goes out, rendered through the kind's own template; raises what that raises."""
        shown = Widget("sample", self.kind, self.options, self.source(), timedelta(minutes=5), timedelta(seconds=10))
        renderer = Renderer(ROOT / "templates", [self.kind], self.options.wall)
        return renderer.attempt(shown, Reading().succeeded(answer, NOW), history or {}, NOW).html(NOW)


@pytest.fixture
def bench(tmp_path: Path) -> Callable[..., Bench]:
    """`bench("clock", zones=["Asia/Tokyo"])` is the kind `clock` with those options; `wall=` places it elsewhere."""

    def load(name: str, wall: widget.Wall | None = None, **options: Any) -> Bench:
        path = ROOT / "widgets" / f"{name}.py"
        spec = spec_from_file_location(f"wallboard_kinds.{name}", path)
        assert spec is not None
        assert spec.loader is not None
        module = module_from_spec(spec)
        spec.loader.exec_module(module)
        kind = Kind(
            name,
            options=module.Options,
            source=module.source,
            view=module.view,
            measure=getattr(module, "measure", None),
            observed=getattr(module, "observed", None),
            take=getattr(module, "take", None),
            template=ROOT / "templates" / "widgets" / f"{name}.html",
        )
        place = {"id": "sample", "wall": wall or widget.Wall(), "folder": tmp_path}
        return Bench(kind, module.Options.model_validate(options, context=place), tmp_path)

    return load
