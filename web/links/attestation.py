"""The attestation behind a supplier's link: once the obligation is fulfilled, the supplier fetches it as a file."""

from dataclasses import dataclass

from sqlalchemy import Connection

from desk.acting import carry_out
from desk.attestation_file import as_json, as_pdf
from desk.attesting import give_in
from models.attestations import fulfilled
from models.installation.sealing import seal_of
from notifications.invitations.links import Purpose
from web.links.acting import LinkClosed, LinkDesk, actor_of
from web.links.scene import Scene, WhyClosed

PATH = "intyg"
KIND, PDF, JSON = "as", "pdf", "json"


@dataclass(frozen=True, slots=True)
class AttestationFile:
    """A file to fetch."""

    name: str
    media_type: str
    content: bytes


def offered(scene: Scene) -> bool:
    """Tell whether this is the page of a supplier that has fulfilled its obligation, so that it can be attested."""
    owed = scene.case.obligation(scene.track.subject)
    entered = owed is not None and bool(owed.unit) and fulfilled(scene.case, owed)
    return scene.purpose is Purpose.SUPPLIER and entered


def fetched(desk: LinkDesk, token: str, kind: str) -> AttestationFile | LinkClosed:
    """Give the attestation and return it as a file, as PDF unless JSON is asked for."""
    seal = seal_of(desk.settings)

    def act(connection: Connection) -> AttestationFile | LinkClosed:
        opened = desk.opened(connection, token, locked=True)
        if isinstance(opened, LinkClosed):
            return opened
        scene = opened.scene
        owed = scene.case.obligation(scene.track.subject)
        if owed is None or not offered(scene):
            return LinkClosed(WhyClosed.ELSEWHERE)
        by = actor_of(scene)
        attested, _ = give_in(connection, scene.case, owed, by=by, today=desk.today, seal=seal)
        if kind == JSON:
            return AttestationFile(f"{PATH}.json", "application/json", as_json(attested, seal))
        page = as_pdf(attested, seal, language=scene.reader.language, city=desk.settings.city)
        return AttestationFile(f"{PATH}.pdf", "application/pdf", page)

    return carry_out(desk.engine, act)
