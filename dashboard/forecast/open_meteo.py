"""Forecasts of Open-Meteo, which needs no key: https://open-meteo.com/en/docs. Not those of others."""

from dataclasses import dataclass
from typing import ClassVar

import msgspec

from dashboard import widget
from dashboard.forecast.answer import Forecast, Place
from dashboard.forecast.place import Search, found
from dashboard.widget import Http, Request, Rhythm, SourceError

ASKED = {
    "current": "temperature_2m,apparent_temperature,wind_speed_10m,weather_code,is_day",
    "hourly": "temperature_2m,weather_code,is_day,precipitation_probability",
    "daily": "weather_code,temperature_2m_min,temperature_2m_max,sunrise,sunset",
    "timeformat": "unixtime",
    "timezone": "auto",
}


@dataclass(frozen=True)
class OpenMeteo:
    """The forecast for a place, for so many days from today on."""

    rhythm: ClassVar[Rhythm] = Rhythm.EVERY
    base: str
    place: Place | Search
    imperial: bool
    days: int

    async def fetch(self, http: Http) -> Forecast:
        """The forecast; SourceError where there is none, or no such place."""
        place = await found(self.place, http)
        units = {"temperature_unit": "fahrenheit", "wind_speed_unit": "mph"} if self.imperial else {}
        position = {"latitude": place.latitude, "longitude": place.longitude, "forecast_days": self.days}
        answer = (await http.send(Request.to(f"{self.base}/v1/forecast", params=ASKED | units | position))).expect_ok()
        forecast = widget.decode_json(answer.body, Forecast, answer.host)
        if not (forecast.current or forecast.hourly or forecast.daily):
            raise SourceError(f"{answer.host} answers no forecast", fault="schema")
        return msgspec.structs.replace(forecast, place=place.name)
