"""What the invented papers of an invented coast write about: calm headlines, by topic. Not when they come."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Topic:
    """A topic, with more headlines than a feed shows at once. `{town}` stands for one of the towns."""

    name: str
    about: str
    headlines: tuple[str, ...]


TECH = re.compile(r"hn|tech|dev|code|hack|git|lobste|python|linux|soft|comput|engineer|slashdot|register|wired")
"""Hosts that write about technology."""

TECH_TOPIC = Topic(
    "Machines",
    "Software, hardware and the people who mend both.",
    (
        "A spreadsheet that runs the harbour of {town}",
        "Why our queue is a table, and stays one",
        "Show: a weather station made of a bicycle lamp",
        "Eleven years of one Python service",
        "The clock that drifted a second a week, and what we learned",
        "A small database for a small museum",
        "Server-sent events, twelve years on",
        "Ask: what runs on the oldest machine in your house?",
        "How {town} put its tide tables on a four-euro chip",
        "Reading a whole log file, slowly, on paper",
        "A type checker for knitting patterns",
        "Our backups worked, and other good news",
        "Show: a departure board without a backend",
        "One process, one core, one million open connections",
        "The case for boring configuration files",
        "Measuring latency with a tape measure",
        "A font for timetables, now free",
        "We deleted forty thousand lines and nobody noticed",
        "Mesh radio links the lighthouses near {town}",
        "Teaching a plotter to draw the coast",
    ),
)

TOPICS = (
    Topic(
        "Town",
        "What happens between the station and the sea.",
        (
            "City library in {town} to stay open until midnight",
            "Tram 12 gets its wooden seats back",
            "Small makers win back the Saturday market",
            "{town} plants a thousand lime trees along the canal",
            "Old cinema in {town} reopens with silent films",
            "Two new bridges for people on foot",
            "School kitchens in {town} share their recipes",
            "Street lamps will dim after midnight, stars welcome",
            "The clock at the town hall of {town} runs again",
            "A bench on every corner: the count reaches 400",
            "Bakers of {town} agree on a shorter night",
            "Free map of all drinking fountains published",
            "Night buses to {town} run every half hour from May",
            "Neighbours in {town} save their corner shop",
            "The public bath opens its roof to swimmers",
            "Letters from 1911 found behind a wall in {town}",
            "Choir of {town} looks for deep voices",
        ),
    ),
    Topic(
        "Harbour",
        "Ships, tides and those who wait for them.",
        (
            "Night ferry from {town} to the islands returns in March",
            "Lighthouse off {town} shines with half the power",
            "Oyster farmers report a quiet, good year",
            "Electric tug passes its winter trials",
            "Storm moves out to sea, ferries follow their timetable",
            "Harbour of {town} to get a public pier",
            "Fishing boats bring back their lost nets",
            "Seal colony near {town} has grown to ninety",
            "Sail cargo from {town} arrives two days early",
            "Divers map the seagrass off {town}",
            "Pilot station in {town} welcomes its first apprentices",
            "Foghorn retires after eighty-one years",
            "A museum ship learns to sail again",
            "Tide pool near {town} opens for early swimmers",
            "New moorings for small boats in {town}",
            "Salt works of {town} start their season",
        ),
    ),
    Topic(
        "Making",
        "From workshops, studios and sheds.",
        (
            "Glassworks in {town} relight the large furnace",
            "A chair from one plank, and no screws",
            "Repair café in {town} mends its five-thousandth lamp",
            "Weavers share a loom that plays music",
            "Blue from the hills: an old glaze returns",
            "Bookbinders of {town} open their doors on Sunday",
            "Paper from seaweed passes its first tests",
            "Bell foundry near {town} casts for the new school",
            "Tile makers print the coast, tile by tile",
            "Boat builders in {town} teach their first evening class",
            "A kiln that runs on yesterday's sun",
            "Young potters of {town} win the regional prize",
            "Wool from the dunes finds its spinners",
            "Printers in {town} keep their lead type",
            "A tool library opens behind the station",
            "Clockmaker of {town} passes on her bench",
        ),
    ),
    Topic(
        "Nature",
        "Birds, weather, gardens and stars.",
        (
            "Storks settle on the station roof of {town}",
            "First rain in three weeks suits the gardens",
            "River near {town} clear enough to read the pebbles",
            "Meteors tonight, best seen from the dunes",
            "Volunteers count 212 kinds of moths in {town}",
            "Orchards around {town} flower ten days early",
            "A warm current brings dolphins close to shore",
            "Bees do well on the roofs of {town}",
            "Old oak of {town} turns four hundred",
            "Otters are back above the weir",
            "Marsh near {town} becomes a quiet zone for waders",
            "Snow on the high pass, roads stay open",
            "School class from {town} names a new-found beetle",
            "Swifts return to their boxes, two weeks before plan",
            "Wind gauge on the cape records its calmest month",
            "Seed library in {town} lends out its last lettuce",
        ),
    ),
    Topic(
        "Ways",
        "Rails, roads, paths and post.",
        (
            "Rail link north of {town} reopens after the storm",
            "Cycle path from {town} to the sea is complete",
            "Trains to {town} carry surfboards free of charge",
            "Station café in {town} gets its terrace back",
            "Slow post: a letter by mule, for walkers",
            "Free map project counts its billionth edit",
            "Quiet carriages are the fullest, survey finds",
            "Cable car above {town} passes its inspection",
            "New timetable: {town} in under an hour",
            "Old railway arches of {town} become workshops",
            "Bus stop with a library wins readers' prize",
            "Night train to the coast sells out its first month",
            "Signal box at {town} opens as a guest house",
            "Footbridge near {town} sways less, engineers report",
            "Parcel bikes take over the old town",
            "Milestones along the coast road get new paint",
        ),
    ),
)
