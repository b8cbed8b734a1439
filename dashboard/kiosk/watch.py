"""When a screen is to be taken for dead: not seen, or without a new picture, for too long. Nothing is done here."""

from dashboard.kiosk.wall import Seen


class Watch:
    """Owns what is known of one screen since its browser was started. Times are seconds of a clock that only rises.

    The server's clock is compared with itself alone: a report is new where its time is another than before.
    """

    def __init__(self, now: float, patience: float, before: Seen | None = None) -> None:
        self.patience = patience
        self.well = now
        self.last = before
        self.reported = False

    def unknown(self, now: float) -> None:
        """The server does not say. Nobody can report to it either, so that waiting begins anew."""
        self.well = now

    def heard(self, seen: Seen | None, now: float) -> None:
        """What the server says of the screen."""
        if seen is None or (self.last is not None and seen.at == self.last.at):
            return
        self.last = seen
        self.reported = True
        if seen.painted is None or seen.painted < self.patience:
            self.well = now

    def complaint(self, now: float) -> str | None:
        """Why the browser should be started again, in a sentence without a full stop; None where it is well."""
        if now - self.well < self.patience:
            return None
        painted = self.last.painted if self.last and self.reported else None
        stuck = painted is not None and painted >= self.patience
        return f"the page has not {'painted' if stuck else 'been seen'} for {now - self.well:.0f} s"
