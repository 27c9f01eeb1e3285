"""API keys over the wire."""

from google.protobuf.duration_pb2 import Duration

from remit.clock import HOUR, MINUTE, SECOND
from remitpb.v1 import identity_pb2 as pb
from remitpb.v1 import identity_service_pb2 as calls
from tests.server.services.actors import actor, entity, key_of, subject
from tests.server.services.house import House

WHO = calls.WhoAmIRequest()


async def make(house: House, *, key: str = "", **fields: object) -> calls.CreateApiKeyResponse:
    request = calls.CreateApiKeyRequest(**fields)  # type: ignore[arg-type]
    made: calls.CreateApiKeyResponse = await house.call("Identity.CreateApiKey", request, key=key)
    return made


async def test_a_secret_is_shown_once_and_works(house: House) -> None:
    await subject(house, "agent:a")
    made = await make(house, owner=entity("agent:a"), name="ci", scopes=["budget:*"], request_id="r")
    assert made.secret.startswith("remit_test_")
    assert made.secret.endswith(made.api_key.hint)
    assert made.api_key.state == pb.API_KEY_STATE_ACTIVE
    again = await make(house, owner=entity("agent:a"), name="ci", scopes=["budget:*"], request_id="r")
    assert (again.secret, again.api_key, again.revision) == ("", made.api_key, made.revision)
    who = await house.call("Identity.WhoAmI", WHO, key=made.secret)
    assert (who.principal, who.credential_id) == (entity("agent:a"), made.api_key.key_id)
    listed = await house.call("Identity.ListApiKeys", calls.ListApiKeysRequest(owner=entity("agent:a")))
    (shown,) = listed.api_keys
    assert shown.HasField("last_used_at")
    shown.ClearField("last_used_at")
    assert shown == made.api_key
    assert made.secret not in str(listed)


async def test_the_secret_is_nowhere_in_storage(house: House) -> None:
    made = await make(house)
    await house.store.write(lambda connection: connection.exec_driver_sql("PRAGMA user_version=1"))
    secret = made.secret.encode()
    for path in house.store.path.parent.iterdir():
        assert secret not in path.read_bytes()


async def test_a_key_ends_by_time_or_by_a_call(house: House) -> None:
    made = await make(house, lifetime=Duration(seconds=3600))
    await house.call("Identity.WhoAmI", WHO, key=made.secret)
    house.clock.advance(HOUR)
    assert (await house.refused("Identity.WhoAmI", WHO, key=made.secret))[0] == "CREDENTIAL_EXPIRED"
    other = await make(house)
    revoke = calls.RevokeApiKeyRequest(key_id=other.api_key.key_id, reason="leaked")
    first = await house.call("Identity.RevokeApiKey", revoke)
    assert first.api_key.state == pb.API_KEY_STATE_REVOKED
    assert (await house.refused("Identity.WhoAmI", WHO, key=other.secret))[0] == "CREDENTIAL_REVOKED"
    again = await house.call("Identity.RevokeApiKey", revoke)
    assert (again.revision, again.api_key) == (first.revision, first.api_key)
    missing = calls.RevokeApiKeyRequest(key_id="key_0")
    assert await house.refused("Identity.RevokeApiKey", missing) == ("NOT_FOUND", "key_id")


async def test_a_rotated_key_stays_good_for_the_overlap(house: House) -> None:
    old = await make(house, scopes=["*:*"], lifetime=Duration(seconds=7200))
    house.clock.advance(HOUR // 2)
    request = calls.RotateApiKeyRequest(key_id=old.api_key.key_id, overlap=Duration(seconds=60))
    rotated = await house.call("Identity.RotateApiKey", request)
    assert rotated.replaced.replaced_by == rotated.api_key.key_id
    assert list(rotated.api_key.scopes) == ["*:*"]
    lived = rotated.api_key.expires_at.seconds - rotated.api_key.created_at.seconds
    assert lived == 7200
    await house.call("Identity.WhoAmI", WHO, key=old.secret)
    await house.call("Identity.WhoAmI", WHO, key=rotated.secret)
    house.clock.advance(60_000_000)
    assert (await house.refused("Identity.WhoAmI", WHO, key=old.secret))[0] == "CREDENTIAL_EXPIRED"
    await house.call("Identity.WhoAmI", WHO, key=rotated.secret)
    assert await house.refused("Identity.RotateApiKey", request) == ("PRECONDITION_FAILED", "key_id")


async def test_a_key_is_not_rotated_twice(house: House) -> None:
    old = await make(house)
    request = calls.RotateApiKeyRequest(key_id=old.api_key.key_id, request_id="r")
    first = await house.call("Identity.RotateApiKey", request)
    again = await house.call("Identity.RotateApiKey", request)
    assert (again.secret, again.api_key, again.replaced) == ("", first.api_key, first.replaced)
    request.request_id = ""
    assert await house.refused("Identity.RotateApiKey", request) == ("PRECONDITION_FAILED", "key_id")


async def test_keys_are_listed_newest_first_by_state(house: House) -> None:
    made = []
    for _ in range(4):
        house.clock.advance(1_000)
        made.append(await make(house, name="mine"))
    await house.call("Identity.RevokeApiKey", calls.RevokeApiKeyRequest(key_id=made[1].api_key.key_id))
    request = calls.ListApiKeysRequest(state=pb.API_KEY_STATE_ACTIVE, page_size=2)
    first = await house.call("Identity.ListApiKeys", request)
    newest = [made[3].api_key.key_id, made[2].api_key.key_id]
    assert [one.key_id for one in first.api_keys] == newest
    request.page_token = first.next_page_token
    second = await house.call("Identity.ListApiKeys", request)
    assert [one.name for one in second.api_keys] == ["mine", "first administrator"]


async def test_limits_that_are_not_of_their_form_are_refused(house: House) -> None:
    wrong = calls.CreateApiKeyRequest(scopes=["budget:get", "Budget"])
    assert await house.refused("Identity.CreateApiKey", wrong) == ("INVALID_FIELD", "scopes[1]")
    wrong = calls.CreateApiKeyRequest(allowed_networks=["10.0.0.1/8"])
    assert await house.refused("Identity.CreateApiKey", wrong) == ("INVALID_FIELD", "allowed_networks[0]")
    ghost = calls.CreateApiKeyRequest(owner=entity("agent:ghost"))
    assert await house.refused("Identity.CreateApiKey", ghost) == ("NOT_FOUND", "owner")


async def test_a_key_limited_to_a_network_works_from_there_alone(house: House) -> None:
    near = await make(house, allowed_networks=["127.0.0.0/8"])
    far = await make(house, allowed_networks=["10.0.0.0/8"])
    await house.call("Identity.WhoAmI", WHO, key=near.secret)
    assert (await house.refused("Identity.WhoAmI", WHO, key=far.secret))[0] == "CREDENTIAL_NETWORK"


async def validate(house: House, secret: str) -> tuple[bool, str, str]:
    answer = await house.call("Identity.ValidateApiKey", calls.ValidateApiKeyRequest(secret=secret))
    return answer.valid, answer.reason, answer.api_key.key_id


async def test_a_bad_key_is_an_answer(house: House) -> None:
    await subject(house, "agent:a")
    good = await make(house, owner=entity("agent:a"), lifetime=Duration(seconds=60))
    assert await validate(house, good.secret) == (True, "", good.api_key.key_id)
    await house.call("Identity.SuspendSubject", calls.SuspendSubjectRequest(subject=entity("agent:a")))
    assert await validate(house, good.secret) == (False, "CREDENTIAL_REVOKED", good.api_key.key_id)
    house.clock.advance(HOUR)
    assert await validate(house, good.secret) == (False, "CREDENTIAL_EXPIRED", good.api_key.key_id)
    assert await validate(house, "secret") == (False, "CREDENTIAL_MALFORMED", "")
    assert await validate(house, house.operator) == (False, "CREDENTIAL_UNKNOWN", "")


async def test_nobody_makes_a_key_with_more_rights_than_their_own(house: House) -> None:
    await subject(house, "agent:a", "approver")
    key = await actor(house, "user:clerk", "api_key:*", "budget:get")
    refused = "PERMISSION_MISSING", "owner"
    for_admin = calls.CreateApiKeyRequest(owner=entity("user:admin"))
    assert await house.refused("Identity.CreateApiKey", for_admin, key=key) == refused
    for_agent = calls.CreateApiKeyRequest(owner=entity("agent:a"))
    assert await house.refused("Identity.CreateApiKey", for_agent, key=key) == refused
    narrow = calls.CreateApiKeyRequest(owner=entity("agent:a"), scopes=["budget:get"])
    assert (await house.call("Identity.CreateApiKey", narrow, key=key)).secret
    own = await house.call("Identity.CreateApiKey", calls.CreateApiKeyRequest(), key=key)
    assert own.api_key.owner == entity("user:clerk")
    admins = await house.call("Identity.ListApiKeys", calls.ListApiKeysRequest(owner=entity("user:admin")))
    rotate = calls.RotateApiKeyRequest(key_id=admins.api_keys[0].key_id)
    assert await house.refused("Identity.RotateApiKey", rotate, key=key) == refused


async def test_a_key_with_scopes_makes_only_narrower_keys(house: House) -> None:
    key = await key_of(house, "user:admin", scopes=["api_key:*", "budget:*"])
    refused = "CREDENTIAL_SCOPE", "scopes"
    assert await house.refused("Identity.CreateApiKey", calls.CreateApiKeyRequest(), key=key) == refused
    wider = calls.CreateApiKeyRequest(scopes=["budget:*", "role:get"])
    assert await house.refused("Identity.CreateApiKey", wider, key=key) == refused
    narrower = calls.CreateApiKeyRequest(scopes=["budget:get"])
    made = await house.call("Identity.CreateApiKey", narrower, key=key)
    call = calls.ListApiKeysRequest()
    assert (await house.refused("Identity.ListApiKeys", call, key=made.secret))[0] == "CREDENTIAL_SCOPE"


async def rotate(house: House, key_id: str, overlap: Duration) -> calls.RotateApiKeyResponse:
    request = calls.RotateApiKeyRequest(key_id=key_id, overlap=overlap)
    rotated: calls.RotateApiKeyResponse = await house.call("Identity.RotateApiKey", request)
    return rotated


async def test_both_keys_are_good_until_the_very_instant_at_which_the_overlap_ends(house: House) -> None:
    old = await make(house)
    # Known by heart before it is rotated: what is remembered of it must not outlive it.
    await house.call("Identity.WhoAmI", WHO, key=old.secret)
    rotated = await rotate(house, old.api_key.key_id, Duration(seconds=90, nanos=7_000))
    house.clock.advance(90 * SECOND + 6)
    for secret in (old.secret, rotated.secret):
        await house.call("Identity.WhoAmI", WHO, key=secret)
    house.clock.advance(1)
    assert (await house.refused("Identity.WhoAmI", WHO, key=old.secret))[0] == "CREDENTIAL_EXPIRED"
    await house.call("Identity.WhoAmI", WHO, key=rotated.secret)


async def test_without_an_overlap_the_old_one_ends_at_once(house: House) -> None:
    old = await make(house)
    await house.call("Identity.WhoAmI", WHO, key=old.secret)
    rotated = await rotate(house, old.api_key.key_id, Duration())
    assert (await house.refused("Identity.WhoAmI", WHO, key=old.secret))[0] == "CREDENTIAL_EXPIRED"
    await house.call("Identity.WhoAmI", WHO, key=rotated.secret)


async def test_an_overlap_never_gives_a_key_more_time_than_it_had(house: House) -> None:
    old = await make(house, lifetime=Duration(seconds=60))
    rotated = await rotate(house, old.api_key.key_id, Duration(seconds=3_600))
    assert rotated.replaced.expires_at == old.api_key.expires_at
    house.clock.advance(60 * SECOND - 1)
    await house.call("Identity.WhoAmI", WHO, key=old.secret)
    house.clock.advance(1)
    assert (await house.refused("Identity.WhoAmI", WHO, key=old.secret))[0] == "CREDENTIAL_EXPIRED"


async def test_a_key_that_was_replaced_or_has_ended_is_not_rotated(house: House) -> None:
    old = await make(house)
    rotated = await rotate(house, old.api_key.key_id, Duration(seconds=60))
    request = calls.RotateApiKeyRequest(key_id=old.api_key.key_id)
    refused = "PRECONDITION_FAILED", "key_id"
    assert await house.refused("Identity.RotateApiKey", request) == refused
    await house.call("Identity.RevokeApiKey", calls.RevokeApiKeyRequest(key_id=rotated.api_key.key_id))
    request.key_id = rotated.api_key.key_id
    assert await house.refused("Identity.RotateApiKey", request) == refused
    short = await make(house, lifetime=Duration(seconds=60))
    house.clock.advance(MINUTE)
    request.key_id = short.api_key.key_id
    assert await house.refused("Identity.RotateApiKey", request) == refused


async def test_revoking_the_old_one_ends_it_within_the_overlap_and_leaves_the_new_one(house: House) -> None:
    old = await make(house)
    rotated = await rotate(house, old.api_key.key_id, Duration(seconds=3_600))
    await house.call("Identity.RevokeApiKey", calls.RevokeApiKeyRequest(key_id=old.api_key.key_id))
    assert (await house.refused("Identity.WhoAmI", WHO, key=old.secret))[0] == "CREDENTIAL_REVOKED"
    await house.call("Identity.WhoAmI", WHO, key=rotated.secret)


async def used_at(house: House, key_id: str) -> int | None:
    """When a list says that a key was last used, in seconds; None: never."""
    listed = await house.call("Identity.ListApiKeys", calls.ListApiKeysRequest())
    (found,) = [key for key in listed.api_keys if key.key_id == key_id]
    return int(found.last_used_at.seconds) if found.HasField("last_used_at") else None


async def test_a_list_shows_the_minute_of_the_last_use(house: House) -> None:
    made = await make(house, name="ci")
    assert await used_at(house, made.api_key.key_id) is None
    house.clock.advance(MINUTE + 17 * SECOND)
    await house.call("Identity.WhoAmI", WHO, key=made.secret)
    minute = house.clock.now() // MINUTE * 60
    assert await used_at(house, made.api_key.key_id) == minute
    house.clock.advance(MINUTE)
    assert await used_at(house, made.api_key.key_id) == minute
    check = calls.ValidateApiKeyRequest(secret=made.secret)
    answer = await house.call("Identity.ValidateApiKey", check)
    # Asking about a key is no use of it.
    assert answer.api_key.last_used_at.seconds == minute
    rotated = await rotate(house, made.api_key.key_id, Duration(seconds=60))
    assert rotated.replaced.last_used_at.seconds == minute
    assert not rotated.api_key.HasField("last_used_at")


async def test_a_use_that_was_refused_is_none(house: House) -> None:
    made = await make(house, allowed_networks=["10.0.0.0/8"])
    assert (await house.refused("Identity.WhoAmI", WHO, key=made.secret))[0] == "CREDENTIAL_NETWORK"
    assert await used_at(house, made.api_key.key_id) is None
