"""An embedded upstream that plays lifelike data over real HTTP on loopback.

`create_upstream(now=…, seed=…)` is the application, `async with serve(application) as port` runs it. A request reaches
it as `http://127.0.0.1:PORT/<scheme>/<host[:port]>/<original path>?<original query>`.
"""

from dashboard.demo.serve import serve
from dashboard.demo.upstream import create_upstream

__all__ = ["create_upstream", "serve"]
