"""Plays Open-Meteo's geocoding: where a name lies, and in which time zone. No atlas: unknown names lie on our coast."""

import math
import unicodedata
from dataclasses import dataclass

from dashboard.demo.call import Call, Reply, json
from dashboard.demo.noise import Noise

NEAR = 6.0
"""So many degrees around a known place its time zone is taken for ours."""


@dataclass(frozen=True)
class Place:
    """A town. `people` is how many live there."""

    name: str
    region: str
    country: str
    country_code: str
    latitude: float
    longitude: float
    timezone: str
    people: int


KNOWN = (
    Place("Lisbon", "Lisbon", "Portugal", "PT", 38.7167, -9.1333, "Europe/Lisbon", 517_802),
    Place("Porto", "Porto", "Portugal", "PT", 41.1496, -8.6110, "Europe/Lisbon", 249_633),
    Place("Madrid", "Madrid", "Spain", "ES", 40.4165, -3.7026, "Europe/Madrid", 3_255_944),
    Place("Barcelona", "Catalonia", "Spain", "ES", 41.3888, 2.1590, "Europe/Madrid", 1_620_343),
    Place("London", "England", "United Kingdom", "GB", 51.5085, -0.1257, "Europe/London", 8_961_989),
    Place("Dublin", "Leinster", "Ireland", "IE", 53.3331, -6.2489, "Europe/Dublin", 1_024_027),
    Place("Paris", "Île-de-France", "France", "FR", 48.8534, 2.3488, "Europe/Paris", 2_138_551),
    Place("Brussels", "Brussels Capital", "Belgium", "BE", 50.8505, 4.3488, "Europe/Brussels", 1_019_022),
    Place("Amsterdam", "North Holland", "Netherlands", "NL", 52.3740, 4.8897, "Europe/Amsterdam", 741_636),
    Place("Berlin", "Berlin", "Germany", "DE", 52.5244, 13.4105, "Europe/Berlin", 3_426_354),
    Place("Munich", "Bavaria", "Germany", "DE", 48.1374, 11.5755, "Europe/Berlin", 1_260_391),
    Place("Zurich", "Zurich", "Switzerland", "CH", 47.3667, 8.5500, "Europe/Zurich", 341_730),
    Place("Vienna", "Vienna", "Austria", "AT", 48.2085, 16.3721, "Europe/Vienna", 1_691_468),
    Place("Rome", "Lazio", "Italy", "IT", 41.8919, 12.5113, "Europe/Rome", 2_318_895),
    Place("Prague", "Prague", "Czechia", "CZ", 50.0880, 14.4208, "Europe/Prague", 1_165_581),
    Place("Warsaw", "Mazovia", "Poland", "PL", 52.2298, 21.0118, "Europe/Warsaw", 1_702_139),
    Place("Copenhagen", "Capital Region", "Denmark", "DK", 55.6759, 12.5655, "Europe/Copenhagen", 1_153_615),
    Place("Oslo", "Oslo", "Norway", "NO", 59.9127, 10.7461, "Europe/Oslo", 580_000),
    Place("Stockholm", "Stockholm", "Sweden", "SE", 59.3294, 18.0687, "Europe/Stockholm", 1_515_017),
    Place("Helsinki", "Uusimaa", "Finland", "FI", 60.1695, 24.9354, "Europe/Helsinki", 558_457),
    Place("Athens", "Attica", "Greece", "GR", 37.9838, 23.7278, "Europe/Athens", 664_046),
    Place("Istanbul", "Istanbul", "Türkiye", "TR", 41.0138, 28.9497, "Europe/Istanbul", 14_804_116),
    Place("Kyiv", "Kyiv City", "Ukraine", "UA", 50.4547, 30.5238, "Europe/Kyiv", 2_797_553),
    Place("Cairo", "Cairo", "Egypt", "EG", 30.0626, 31.2497, "Africa/Cairo", 9_606_916),
    Place("Nairobi", "Nairobi", "Kenya", "KE", -1.2833, 36.8167, "Africa/Nairobi", 2_750_547),
    Place("Cape Town", "Western Cape", "South Africa", "ZA", -33.9258, 18.4232, "Africa/Johannesburg", 3_433_441),
    Place("Mumbai", "Maharashtra", "India", "IN", 19.0728, 72.8826, "Asia/Kolkata", 12_691_836),
    Place("Singapore", "", "Singapore", "SG", 1.2897, 103.8501, "Asia/Singapore", 5_638_700),
    Place("Tokyo", "Tokyo", "Japan", "JP", 35.6895, 139.6917, "Asia/Tokyo", 9_733_276),
    Place("Seoul", "Seoul", "South Korea", "KR", 37.5660, 126.9784, "Asia/Seoul", 10_349_312),
    Place("Sydney", "New South Wales", "Australia", "AU", -33.8678, 151.2073, "Australia/Sydney", 4_627_345),
    Place("Auckland", "Auckland", "New Zealand", "NZ", -36.8485, 174.7635, "Pacific/Auckland", 417_910),
    Place("New York", "New York", "United States", "US", 40.7143, -74.0060, "America/New_York", 8_804_190),
    Place("Chicago", "Illinois", "United States", "US", 41.8500, -87.6500, "America/Chicago", 2_720_546),
    Place("Denver", "Colorado", "United States", "US", 39.7392, -104.9847, "America/Denver", 682_545),
    Place("San Francisco", "California", "United States", "US", 37.7749, -122.4194, "America/Los_Angeles", 864_816),
    Place("Toronto", "Ontario", "Canada", "CA", 43.7064, -79.3986, "America/Toronto", 2_600_000),
    Place("Mexico City", "Mexico City", "Mexico", "MX", 19.4285, -99.1277, "America/Mexico_City", 12_294_193),
    Place("São Paulo", "São Paulo", "Brazil", "BR", -23.5475, -46.6361, "America/Sao_Paulo", 10_021_295),
    Place("Buenos Aires", "Buenos Aires", "Argentina", "AR", -34.6132, -58.3772, "America/Buenos_Aires", 13_076_300),
)


def answer(call: Call) -> Reply | None:
    """The places whose name begins like the one that is asked for."""
    if not call.path.endswith("/v1/search") or "name" not in call.query:
        return None
    if "geocoding" not in call.host and "count" not in call.query:
        return None
    name = " ".join(call.query["name"].split())
    count = call.whole("count", 10, least=1, most=100)
    document: dict[str, object] = {"generationtime_ms": round(call.noise.between(0.3, 0.9, "geocoding", name), 6)}
    if found := search(call.noise, name)[:count]:
        document = {"results": [written(place) for place in found], **document}
    return json(document)


def search(noise: Noise, name: str) -> list[Place]:
    """The known places that begin with `name`; else one of that name on our coast; nothing for what is no name."""
    if len(name) < 2 or not any(letter.isalpha() for letter in name):
        return []
    known = [place for place in KNOWN if plain(place.name).startswith(plain(name))]
    return known or [invented(noise, name)]


def plain(name: str) -> str:
    """A name without accents, in lower case."""
    return "".join(letter for letter in unicodedata.normalize("NFKD", name) if letter.isalnum()).casefold()


def invented(noise: Noise, name: str) -> Place:
    """A town on our coast."""
    latitude = round(noise.between(38.2, 41.6, "latitude", plain(name)), 4)
    longitude = round(noise.between(-8.9, -8.3, "longitude", plain(name)), 4)
    people = noise.whole(2_000, 90_000, "people", plain(name))
    return Place(name, "Costa Serena", "Portugal", "PT", latitude, longitude, "Europe/Lisbon", people)


def written(place: Place) -> dict[str, object]:
    """A place as the API writes it."""
    return {
        "id": round(abs(place.latitude) * 10_000) * 1000 + round(abs(place.longitude)),
        "name": place.name,
        "latitude": place.latitude,
        "longitude": place.longitude,
        "elevation": float(place.people % 97),
        "feature_code": "PPL",
        "country_code": place.country_code,
        "timezone": place.timezone,
        "population": place.people,
        "country": place.country,
        **({"admin1": place.region} if place.region else {}),
    }


def nearest_timezone(latitude: float, longitude: float) -> str:
    """The time zone of the nearest known place, or where none is near that of the sun."""

    def distance(place: Place) -> float:
        return math.hypot(place.latitude - latitude, place.longitude - longitude)

    nearest = min(KNOWN, key=distance)
    if distance(nearest) <= NEAR:
        return nearest.timezone
    hours = round(longitude / 15)
    return f"Etc/GMT{-hours:+d}" if hours else "GMT"
