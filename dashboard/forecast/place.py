"""Where a name lies, by the geocoding of Open-Meteo. Not what the weather is like there."""

from dataclasses import dataclass
from datetime import timedelta

from dashboard import widget
from dashboard.forecast.answer import Place
from dashboard.widget import Http, Request, SourceError, Struct


class Places(Struct):
    """What is read of /v1/search; where nothing is found, there are no `results`."""

    results: tuple[Place, ...] | None = None


@dataclass(frozen=True)
class Search:
    """The request that looks a name up."""

    request: Request

    async def find(self, http: Http) -> Place:
        """The best known place of a name; places don't move, so once a day is enough."""
        answer = (await http.send(self.request, keep=timedelta(days=1))).expect_ok()
        found = widget.decode_json(answer.body, Places, answer.host).results
        if not found:
            raise SourceError(f"{answer.host} knows no place of this name", fault="schema")
        return found[0]


async def found(place: Place | Search, http: Http) -> Place:
    """The place itself, looked up if need be."""
    return place if isinstance(place, Place) else await place.find(http)
