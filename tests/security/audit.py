"""Known holes of what constraints.txt pins, by pip-audit. `python -m tests.security.audit [SERVICE]` looks for them.

pip-audit asks a service about each package and can't do so without a network. Where the service, or pip-audit itself,
is not to be had, this says so and finds nothing. pip-audit lives in an environment of its own, in build/audit.
"""

import json
import socket
import subprocess
import sys
import venv
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).parents[2]
HOME = ROOT / "build" / "audit"
TOOL = "pip-audit==2.10.1"
SERVICE = "https://api.osv.dev/v1/query"
PATIENCE = 5
"""Seconds for the service to be there."""


def is_there(service: str) -> bool:
    """Whether somebody listens at this address."""
    address = urlsplit(service)
    try:
        socket.create_connection(
            (address.hostname or "", address.port or {"http": 80}.get(address.scheme, 443)), PATIENCE
        ).close()
    except OSError:
        return False
    return True


def report(service: str) -> str:
    """What pip-audit says, as JSON; CalledProcessError where it can't be installed, or can't say."""
    if not (HOME / "bin" / "pip-audit").exists():
        venv.create(HOME, clear=True, with_pip=True)
        run(HOME / "bin" / "pip", "install", "--quiet", "--disable-pip-version-check", TOOL)
    pins = ["--no-deps", "--disable-pip", "--requirement", str(ROOT / "constraints.txt")]
    asks = ["--vulnerability-service", "osv", "--osv-url", service, "--timeout", str(PATIENCE * 3)]
    return run(HOME / "bin" / "pip-audit", "--progress-spinner", "off", "--format", "json", *pins, *asks)


def run(*command: str | Path) -> str:
    """What this prints. Of pip-audit 1 is an answer too: that there are holes."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if not done.stdout.startswith("{"):
        done.check_returncode()
    return done.stdout


def holes(said: str) -> Iterator[str]:
    """Each of them in a sentence."""
    for part in json.loads(said)["dependencies"]:
        for hole in part.get("vulns", []):
            mended = f"mended in {', '.join(hole['fix_versions'])}" if hole["fix_versions"] else "not mended yet"
            yield f"{part['name']} {part['version']}: {hole['id']}, {mended}"


def main(service: str = SERVICE) -> int:
    """Print them; 1 where there are any."""
    host = urlsplit(service).hostname
    if not is_there(service):
        print(f"Known holes of libraries were not looked for: {host} does not answer.")  # noqa: T201
        return 0
    try:
        said = report(service)
    except subprocess.CalledProcessError as error:
        why = (error.stderr.strip().splitlines() or ["pip-audit says nothing"])[-1]
        print(f"Known holes of libraries were not looked for: {why}")  # noqa: T201
        return 0
    found = list(holes(said))
    print(*found, f"Known holes of libraries, as {host} knows them: {len(found) or 'none'}.", sep="\n")  # noqa: T201
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
