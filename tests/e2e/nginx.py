"""A real nginx between browser and wall, as somebody may have set it up: with buffering, or with compression."""

import asyncio
import os
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

from tests.e2e.program import needed, until

CONFIG = """
daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 256; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  server {{
    listen {host};
    location / {{
      proxy_pass {target};
      proxy_set_header Host $http_host;
      {options}
    }}
  }}
}}
"""

PACKS = "gzip on; gzip_proxied any; gzip_min_length 0; gzip_types *;"
"""Compresses everything, streams too."""

HOLDS = f"{PACKS} proxy_buffering on; proxy_ignore_headers X-Accel-Buffering; proxy_http_version 1.1;"
"""Buffers everything, whatever the wall asks for.

Seen with nginx 1.22: what it buffers and does not compress, it passes on at once all the same; what it compresses it
holds until it ends, the head of the answer too.
"""


@asynccontextmanager
async def nginx(target: str, folder: Path, options: str = "", port: int = 0) -> AsyncIterator[str]:
    """The address of an nginx that passes on to `target` with these options more; 0 takes any port that is free."""
    with socket.create_server(("127.0.0.1", port)) as probe:
        host = f"127.0.0.1:{probe.getsockname()[1]}"
    config = folder / "nginx.conf"
    config.write_text(CONFIG.format(folder=folder, host=host, target=target, options=options), "utf-8")
    path = os.pathsep.join([os.environ["PATH"], "/usr/sbin"])  # where Debian keeps it, and only root looks
    process = await asyncio.create_subprocess_exec(
        needed("nginx", path), "-c", str(config), "-e", f"{folder}/error.log"
    )

    async def listens() -> bool:
        try:
            _, writer = await asyncio.open_connection(urlsplit(f"//{host}").hostname, urlsplit(f"//{host}").port)
        except OSError:
            return False
        writer.close()
        return True

    try:
        await until(listens)
        yield f"http://{host}"
    finally:
        process.terminate()
        await process.wait()
