"""What weather services forecast, read into one shape whoever tells it. Not how a tile shows it.

Kinds may import it beside the contract.
"""

from dashboard.forecast.answer import Current, Forecast, Place, Table, Time, instant
from dashboard.forecast.met_norway import MetNorway
from dashboard.forecast.open_meteo import OpenMeteo
from dashboard.forecast.place import Search
from dashboard.forecast.weather_gov import WeatherGov

__all__ = [
    "Current",
    "Forecast",
    "MetNorway",
    "OpenMeteo",
    "Place",
    "Search",
    "Table",
    "Time",
    "WeatherGov",
    "instant",
]
