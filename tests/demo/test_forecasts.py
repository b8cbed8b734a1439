"""The forecasts of MET Norway and the National Weather Service, read as the wall reads them."""

from collections.abc import Callable
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from dashboard.demo import forecasts
from dashboard.demo.call import Call
from dashboard.forecast import Forecast, MetNorway, Place, WeatherGov
from dashboard.widget import Answer, Request

MakeCall = Callable[..., Call]


class Played:
    """The way out to the players of forecasts."""

    def __init__(self, call: MakeCall) -> None:
        self.call = call

    async def send(self, request: Request, *, keep: timedelta | None = None) -> Answer:
        reply = forecasts.answer(self.call(request.url))
        assert reply is not None
        return Answer(request.host, reply.status, {}, reply.body)

    async def connect(self, host: str, port: int) -> float:
        raise NotImplementedError


async def norway(call: MakeCall) -> Forecast:
    place, zone = Place(59.91, 10.75), ZoneInfo("Europe/Oslo")
    return await MetNorway("https://api.met.no", place, False, zone, ()).fetch(Played(call))


async def america(call: MakeCall, *, imperial: bool = True) -> Forecast:
    return await WeatherGov("https://api.weather.gov", Place(40.71, -74.01), imperial, ()).fetch(Played(call))


@pytest.mark.parametrize("read", [norway, america])
async def test_a_whole_forecast_is_played(call: MakeCall, read: Callable[[MakeCall], object]) -> None:
    forecast = await norway(call) if read is norway else await america(call)
    assert forecast.current
    assert forecast.hourly
    assert forecast.daily
    assert forecast.current.weather_code is not None
    assert len(forecast.hourly.time or ()) >= 48
    assert None not in (forecast.hourly.weather_code or (None,))
    lows, highs = forecast.daily.temperature_2m_min or (), forecast.daily.temperature_2m_max or ()
    assert all(low is not None and high is not None and low <= high for low, high in zip(lows, highs, strict=True))
    assert len(lows) >= 7


async def test_units_are_those_asked_for(call: MakeCall) -> None:
    fahrenheit, celsius = await america(call), await america(call, imperial=False)
    assert fahrenheit.current
    assert celsius.current
    assert fahrenheit.current.temperature_2m == pytest.approx((celsius.current.temperature_2m or 0) * 1.8 + 32, abs=1.5)


@pytest.mark.parametrize(
    ("path", "status"),
    [("weatherapi/locationforecast/2.0/complete?lat=north", 400), ("points/1.2.3,4", 400), ("points/here,there", None)],
)
def test_what_makes_no_sense_is_refused(call: MakeCall, path: str, status: int | None) -> None:
    reply = forecasts.answer(call(f"https://api.met.no/{path}"))
    assert (reply and reply.status) == status
