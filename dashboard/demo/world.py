"""The small world that is played: a coast, its towns and people, a workshop that sells online. All is invented."""

TOWNS = (
    "Ponte Nova",
    "Porto Sereno",
    "Vale Claro",
    "Santa Vera",
    "Monte Alvo",
    "Praia Longa",
    "Rio Manso",
    "Serra Baixa",
    "Cabo Leve",
    "Ilha Redonda",
    "Fonte Velha",
    "Campo Largo",
)

PEOPLE = (
    ("Ines Varela", "inesvarela"),
    ("Tomas Rego", "tomasrego"),
    ("Lia Montez", "liamontez"),
    ("Hugo Salgar", "hsalgar"),
    ("Nadia Ferrow", "nadiaf"),
    ("Otto Lindgaard", "ottolind"),
    ("Mara Quill", "maraquill"),
    ("Ben Okorio", "benokorio"),
)
"""Name and login of those who work in the workshop."""

SERVICES = ("Shop", "Checkout", "Warehouse", "Journal", "Kiln", "Labels", "Courier", "Showroom")

ROOMS = ("Room 2", "Studio", "Upstairs", "Shop floor", "Courtyard", "Kiln room")
