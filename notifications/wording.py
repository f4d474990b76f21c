"""How mails and calendars name what a matter is about."""

from models.casefile import TrackFile
from states.text import Text


def about(track: TrackFile | None, language: str) -> str:
    """Return which supplier or position a matter is about, to stand behind its heading."""
    if track is None or not track.subject:
        return ""
    if not track.parent:
        return f" ({track.subject})"
    position = Text("plats", "position").in_(language)
    return f" ({position} {track.subject}, {track.parent})"
