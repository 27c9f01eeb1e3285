"""Lists page by AIP-158, with a token bound to the list, its filter and its tenant."""

from remitpb.v1 import core_pb2 as core
from remitpb.v1 import identity_pb2 as identity
from remitpb.v1 import identity_service_pb2 as calls
from remitpb.v1 import policy_service_pb2 as policy
from tests.server.services.house import House


async def make(house: House, count: int) -> None:
    for number in range(count):
        label = {"parity": "odd" if number % 2 else "even"}
        subject = identity.Subject(entity=core.Entity(type="agent", id=f"a{number:02}"), labels=label)
        await house.call("Identity.CreateSubject", calls.CreateSubjectRequest(subject=subject))


async def read(house: House, request: calls.ListSubjectsRequest) -> list[list[str]]:
    pages = []
    while True:
        page = await house.call("Identity.ListSubjects", request)
        pages.append([one.entity.id for one in page.subjects])
        if not page.next_page_token:
            return pages
        request.page_token = page.next_page_token


async def test_pages_hold_everything_once_in_order(house: House) -> None:
    await make(house, 7)
    three = agents(page_size=3)
    assert await read(house, three) == [["a00", "a01", "a02"], ["a03", "a04", "a05"], ["a06"]]
    assert await read(house, agents(page_size=7)) == [[f"a{n:02}" for n in range(7)]]


async def test_a_filter_that_wants_few_fills_its_pages_all_the_same(house: House) -> None:
    await make(house, 9)
    odd = agents(page_size=2)
    odd.labels["parity"] = "odd"
    assert await read(house, odd) == [["a01", "a03"], ["a05", "a07"]]


async def test_the_size_of_pages_may_change_on_the_way(house: House) -> None:
    await make(house, 4)
    first = await house.call("Identity.ListSubjects", agents(page_size=1))
    rest = agents(page_size=10)
    rest.page_token = first.next_page_token
    assert await read(house, rest) == [["a01", "a02", "a03"]]


async def test_a_token_of_another_filter_call_or_tenant_is_refused(house: House) -> None:
    await make(house, 3)
    token = (await house.call("Identity.ListSubjects", agents(page_size=1))).next_page_token
    refused = ("PAGE_TOKEN_INVALID", "page_token")
    other = calls.ListSubjectsRequest(type=core.SUBJECT_TYPE_USER, page_size=1, page_token=token)
    assert await house.refused("Identity.ListSubjects", other) == refused
    roles = policy.ListRolesRequest(page_size=1, page_token=token)
    assert await house.refused("Policy.ListRoles", roles) == refused
    same = agents(page_size=1)
    same.page_token = token
    assert await house.refused("Identity.ListSubjects", same, key=house.operator) == refused
    same.page_token = token[:-1] + ("A" if token[-1] != "A" else "B")
    assert await house.refused("Identity.ListSubjects", same) == refused


async def test_a_page_of_more_than_a_thousand_is_refused(house: House) -> None:
    request = calls.ListSubjectsRequest(page_size=1_001)
    assert await house.refused("Identity.ListSubjects", request) == ("INVALID_FIELD", "page_size")


def agents(page_size: int) -> calls.ListSubjectsRequest:
    return calls.ListSubjectsRequest(type=core.SUBJECT_TYPE_AGENT, page_size=page_size)
