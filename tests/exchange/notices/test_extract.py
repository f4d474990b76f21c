import pickle
from datetime import date

from exchange.notices.eforms import read_notice
from exchange.notices.extract import Buyers, BuyerUnit, Extract, NoticeReader
from exchange.notices.mapping import particulars_of_notice, sort_told
from exchange.notices.notice import Organisation
from exchange.notices.remarks import remarks_on
from tests.exchange.notices.reading import EXAMPLES, example
from tests.exchange.notices.test_matching import notice
from tests.models.building import TODAY, notice_xml, uuid, winner

PARKS = BuyerUnit(1, "Parkförvaltningen", "", numbers_cases=True)
SCHOOLS = BuyerUnit(2, "Skolförvaltningen", "212000-1355", numbers_cases=False)
NOBODY = Buyers([])


def extract(content: str) -> Extract:
    return NoticeReader(NOBODY, alone=False, today=TODAY).extract(read_notice(content.encode()))


def test_it_holds_what_follows_from_the_notice_alone():
    for path in EXAMPLES:
        read = read_notice(path.read_bytes())
        made = NoticeReader(NOBODY, alone=False, today=TODAY).extract(read)
        assert made.particulars == particulars_of_notice(read)
        observations, left_out = sort_told(read, today=TODAY)
        assert list(made.observations) == observations
        assert list(made.remarks) == remarks_on(read, left_out)


def test_what_only_people_read_of_a_notice_changes_nothing_of_it():
    reader = NoticeReader(Buyers([PARKS]), alone=False, today=TODAY)
    for path in EXAMPLES:
        content = path.read_bytes()
        bare, whole = read_notice(content, prose=False), read_notice(content)
        assert bare.lots != whole.lots or not whole.lots
        assert reader.extract(bare) == reader.extract(whole)


def test_it_goes_from_one_process_to_another_unchanged():
    for path in EXAMPLES:
        made = NoticeReader(Buyers([PARKS]), alone=False, today=TODAY).extract(read_notice(path.read_bytes()))
        assert pickle.loads(pickle.dumps(made)) == made  # noqa: S301 - our own


def test_a_notice_is_called_by_its_publication_number_if_it_has_one():
    published = extract(notice_xml("a", oj="00012-2026"))
    assert (published.key, published.number, published.called) == (f"{uuid('a')}-01", "12-2026", "12-2026")
    assert published.source == "notice 12-2026"
    unpublished = extract(notice_xml("a"))
    assert (unpublished.number, unpublished.called) == ("", f"{uuid('a')}-01")


def test_winners_stand_with_their_numbers():
    made = extract(notice_xml("a", form="result", decided="2026-02-16", winners=[winner("LOT-0001", "Städ AB")]))
    assert [name for name, _ in made.winners] == ["Städ AB"]


def test_a_day_that_cannot_be_meant_today_is_left_out():
    read = example("03")
    long_ago = NoticeReader(NOBODY, alone=False, today=date(1990, 1, 1)).extract(read)
    now = NoticeReader(NOBODY, alone=False, today=TODAY).extract(read)
    assert len(long_ago.observations) < len(now.observations)
    assert len(long_ago.remarks) > len(now.remarks)


def test_a_buyer_is_found_by_name_or_by_a_number_of_its_own():
    buyers = Buyers([PARKS, SCHOOLS])
    assert buyers.of(notice("a", buyers=(Organisation("parkförvaltningen "),))) == (1, None)
    assert buyers.of(notice("a", buyers=(Organisation("En skola", "2120001355"),))) == (2, None)
    assert buyers.of(notice("a", buyers=(Organisation("En annan", "5560000000"),))) == (None, None)


def test_a_number_that_units_share_finds_none():
    shared = Buyers([SCHOOLS, SCHOOLS._replace(id=3, name="Förskoleförvaltningen")])
    assert shared.of(notice("a", buyers=(Organisation("En skola", "2120001355"),))) == (None, None)


def test_a_number_of_its_own_is_our_reference_only_where_the_unit_says_so():
    by_parks = notice("a", internal_number="UH-1")
    by_schools = notice("a", internal_number="UH-1", buyers=(Organisation("Skolförvaltningen"),))
    buyers = Buyers([PARKS, SCHOOLS])
    assert buyers.of(by_parks) == (1, "UH-1")
    assert buyers.of(by_schools) == (2, None)
    assert buyers.of(notice("a", internal_number="https://exempel.se/UH-1")) == (1, None)
