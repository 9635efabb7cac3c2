"""Small files of event data, as the projects that make them write them."""

import gzip
import zipfile

ICEWS = (
    "Event ID", "Event Date", "Source Name", "Source Sectors", "Source Country", "Event Text",
    "CAMEO Code", "Intensity", "Target Name", "Target Sectors", "Target Country", "Story ID",
    "Sentence Number", "Publisher", "City", "District", "Province", "Country", "Latitude",
    "Longitude",
)  # fmt: skip
POLECAT = (
    "Event ID", "Event Date", "Event Type", "Event Mode", "Intensity", "Quad Code", "Contexts",
    "Actor Name", "Actor Country", "Actor COW", "Primary Actor Sector", "Actor Sectors",
    "Actor Title", "Actor Name Raw", "Wikipedia Actor ID", "Recipient Name", "Recipient Country",
    "Recipient COW", "Primary Recipient Sector", "Recipient Sectors", "Recipient Title",
    "Recipient Name Raw", "Wikipedia Recipient ID", "Placename", "City", "District", "Province",
    "Country", "Latitude", "Longitude", "GeoNames ID", "Raw Placename", "Feature Type", "Source",
    "Publication Date", "Story People", "Story Organizations", "Story Locations", "Language",
    "Version",
)  # fmt: skip


def gdelt_line(number=410412347, day="20090525", width=61, **said):
    """Return a line of GDELT; North Korea uses force on the United States."""
    place = {57: 51, 58: 51, 61: 53}[width]
    cells = {
        1: str(number), 2: day, 3: day[:6], 4: day[:4],
        6: said.get("actor_code", "PRKGOV"), 8: said.get("actor", "PRK"),
        16: said.get("target_code", "USA"), 18: said.get("target", "USA"),
        26: "1", 27: said.get("verb", "190"), 31: said.get("intensity", "-10.0"), 32: "4",
        place: said.get("place", "Pyongyang, P'yongyang-si, North Korea"),
    }  # fmt: skip
    if width == 61:
        cells |= {60: "20090525010000", 61: said.get("url", "http://example.org/1")}
    elif width == 58:
        cells |= {57: "20090525", 58: said.get("url", "http://example.org/1")}
    else:
        cells |= {57: "20090525"}
    return "\t".join(cells.get(position, "") for position in range(1, width + 1))


def line_of(names, **cells):
    """Return a line with cells by the name of their column, blanks as underscores."""
    by_name = {name.replace("_", " "): cell for name, cell in cells.items()}
    assert by_name.keys() <= set(names), by_name.keys() - set(names)
    return "\t".join(by_name.get(name, "") for name in names)


def icews_line(number=32891167, **cells):
    """Return a line of ICEWS; North Korea appeals to the South."""
    said = {
        "Event_ID": str(number), "Event_Date": "2018-06-01", "Source_Name": "North Korea",
        "Source_Country": "North Korea", "CAMEO_Code": "020", "Intensity": "3.0",
        "Target_Name": "South Korea", "Target_Country": "South Korea",
        "Event_Text": "Make an appeal or request",
    }  # fmt: skip
    return line_of(ICEWS, **{**said, **cells})


def polecat_line(number="20230101-1-a", names=POLECAT, **cells):
    """Return a line of POLECAT; Russia assaults Ukraine."""
    said = {
        "Event_ID": number, "Event_Date": "2023-01-01", "Event_Type": "ASSAULT",
        "Event_Mode": "aerial", "Intensity": "-9.5", "Contexts": "military",
        "Actor_Name": "Russia", "Actor_Country": "RUS", "Recipient_Name": "Ukraine",
        "Recipient_Country": "UKR", "City": "Kyiv", "Country": "UKR", "Source": "Agency",
    }  # fmt: skip
    said = {name: cell for name, cell in said.items() if name.replace("_", " ") in names}
    return line_of(names, **{**said, **cells})


def written(path, *lines):
    """Write lines, text or bytes, to a file; packed if its name says so."""
    content = b"".join((x.encode() if isinstance(x, str) else x) + b"\n" for x in lines)
    if path.suffix == ".gz":
        path.write_bytes(gzip.compress(content))
    elif path.suffix == ".zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(path.stem, content)
    else:
        path.write_bytes(content)
    return path
