"""One browser while it runs, with all of its processes. Not why it is started, nor whether it should run."""

import asyncio
import contextlib
import os
import signal
from collections.abc import Mapping, Sequence
from pathlib import Path


class Running:
    """Owns a browser's process and those that it starts: they are one group, so that they end together."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process

    @classmethod
    async def start(
        cls,
        command: Sequence[str],
        environment: Mapping[str, str] | None = None,
        *,
        folder: Path | None = None,
        outputs: int | None = None,
    ) -> "Running":
        """Start it in a group of its own. OSError where the program can't be started."""
        starting = asyncio.create_task(
            asyncio.create_subprocess_exec(
                *command,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=outputs,
                stderr=outputs,
                env=environment,
                cwd=folder,
                start_new_session=True,
            )
        )
        try:
            return cls(await asyncio.shield(starting))
        except asyncio.CancelledError:
            await cls(await starting).end()  # by itself a start that is broken off ends the first process alone
            raise

    async def ended(self) -> int:
        """Wait for its end; its exit code, which is negative where a signal ended it."""
        return await self.process.wait()

    async def end(self, patience: float = 0.0) -> None:
        """End it, by force after so many seconds; nothing of it is left, not even what has been stopped."""
        if patience and self.process.returncode is None:
            self.send(signal.SIGTERM)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(patience):
                    await self.process.wait()
        self.send(signal.SIGKILL)
        await self.process.wait()

    def send(self, number: signal.Signals) -> None:
        """A signal to all of it."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, number)
