"""Which page each purpose of a link opens."""

from collections.abc import Mapping

from notifications.invitations.links import Purpose
from web.links import appointing, assessment, awarding, court, demand, positions, purchase, results, supplier, taking
from web.links.page import Page

PAGES: Mapping[Purpose, Page] = {
    Purpose.CONTACT_POINT_1: purchase.FIRST,
    Purpose.ASSESSMENT: assessment.ASSESSMENT,
    Purpose.DEMAND: demand.DEMAND,
    Purpose.PUBLICATION: awarding.PUBLICATION,
    Purpose.AWARD: awarding.AWARD,
    Purpose.CONTACT_POINT_2: purchase.SECOND,
    Purpose.CONTRACT: purchase.CONTRACT,
    Purpose.COURT: court.COURT,
    Purpose.CONTACT_PERSON: appointing.APPOINTING,
    Purpose.PROMISE: appointing.PROMISE,
    Purpose.START_UP_MEETING: positions.MEETING,
    Purpose.COMPETENCE_PROFILE: positions.PROFILE,
    Purpose.CANDIDATE: positions.CANDIDATE,
    Purpose.SUBSIDY: positions.SUBSIDY,
    Purpose.INTERNSHIP_END: positions.INTERNSHIP,
    Purpose.HIRE_CONFIRMATION: positions.CONFIRMATION,
    Purpose.ATTESTATION: positions.ATTESTATION,
    Purpose.FOLLOW_UP: positions.FOLLOW_UP,
    Purpose.ADDITIONALITY: positions.ADDITIONALITY,
    Purpose.RESULTS: results.RESULTS,
    Purpose.CLOSING: results.CLOSING,
    Purpose.TAKE: taking.TAKE,
    Purpose.SUPPLIER: supplier.SUPPLIER,
}
