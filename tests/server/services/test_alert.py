"""Alerts and their rules over the wire: a secret is shown once, what cannot be sent to is refused where it stands."""

from typing import Any

import pytest
from google.protobuf.field_mask_pb2 import FieldMask
from google.protobuf.timestamp_pb2 import Timestamp

from remit.administration import alert_rule as alert_rules
from remitpb.v1 import budget_service_pb2 as pb
from remitpb.v1 import core_pb2 as core
from tests.server.services.shop import AGENT, Shop
from tests.server.services.test_budget import DOLLAR, WARN, budget

HOOK = pb.AlertChannel(webhook_url="https://hooks.example/a?token=1")
OTHER = pb.AlertChannel(webhook_url="https://hooks.example/b")


def rule(**fields: Any) -> pb.AlertRule:
    return pb.AlertRule(**{"alert_rule_id": "ops", "channels": [HOOK], **fields})


async def create(shop: Shop, **fields: Any) -> pb.CreateAlertRuleResponse:
    made: pb.CreateAlertRuleResponse = await shop.call(
        "Budget.CreateAlertRule", pb.CreateAlertRuleRequest(alert_rule=rule(**fields))
    )
    return made


async def update(shop: Shop, mask: list[str], **fields: Any) -> pb.UpdateAlertRuleResponse:
    request = pb.UpdateAlertRuleRequest(alert_rule=rule(**fields), update_mask=FieldMask(paths=mask))
    changed: pb.UpdateAlertRuleResponse = await shop.call("Budget.UpdateAlertRule", request)
    return changed


async def rules(shop: Shop) -> list[pb.AlertRule]:
    return list((await shop.call("Budget.ListAlertRules", pb.ListAlertRulesRequest())).alert_rules)


async def test_a_rule_comes_back_as_it_was_made_and_its_secret_once(shop: Shop) -> None:
    await shop.call("Budget.CreateBudget", pb.CreateBudgetRequest(budget=budget()))
    request = pb.CreateAlertRuleRequest(
        alert_rule=rule(display_name="Ops", budget_ids=["daily"], percents=[50, 90]), request_id="once"
    )
    made = await shop.call("Budget.CreateAlertRule", request)
    assert made.webhook_secret.startswith("whsec_")
    assert (made.alert_rule.display_name, list(made.alert_rule.percents)) == ("Ops", [50, 90])
    assert (list(made.alert_rule.channels), list(made.alert_rule.budget_ids)) == ([HOOK], ["daily"])
    assert made.alert_rule.HasField("created_at")
    again = await shop.call("Budget.CreateAlertRule", request)
    assert (again.alert_rule, again.webhook_secret) == (made.alert_rule, "")
    assert await rules(shop) == [made.alert_rule]
    assert (await shop.refused("Budget.CreateAlertRule", pb.CreateAlertRuleRequest(alert_rule=rule()))) == (
        "ALREADY_EXISTS",
        "alert_rule.id",
    )


async def test_a_secret_stays_until_the_last_webhook_goes(shop: Shop) -> None:
    await create(shop)
    assert (await update(shop, ["channels"], channels=[OTHER])).webhook_secret == ""
    changed = await update(shop, ["disabled", "percents"], disabled=True, percents=[10])
    assert (list(changed.alert_rule.percents), changed.alert_rule.disabled) == ([10], True)
    assert changed.webhook_secret == ""
    assert list(changed.alert_rule.channels) == [OTHER]
    stale = pb.UpdateAlertRuleRequest(alert_rule=rule(disabled=False), etag="stale")
    assert await shop.refused("Budget.UpdateAlertRule", stale) == ("ETAG_MISMATCH", "etag")
    gone = pb.DeleteAlertRuleRequest(alert_rule_id="ops", etag=changed.alert_rule.etag)
    await shop.call("Budget.DeleteAlertRule", gone)
    assert await rules(shop) == []


@pytest.mark.parametrize(
    ("fields", "reason", "field"),
    [
        ({"channels": []}, "MISSING_FIELD", "alert_rule.channels"),
        ({"channels": [HOOK, HOOK]}, "INVALID_FIELD", "alert_rule.channels[1]"),
        ({"percents": [80, 80]}, "INVALID_FIELD", "alert_rule.percents[1]"),
        ({"percents": [101]}, "INVALID_FIELD", "alert_rule.percents[0]"),
        ({"budget_ids": ["nowhere"]}, "NOT_FOUND", "alert_rule.budget_ids[0]"),
        (
            {"channels": [pb.AlertChannel(email="ops@example.com")]},
            "INVALID_FIELD",
            "alert_rule.channels[0].email",
        ),
        *(
            (
                {"channels": [HOOK, pb.AlertChannel(webhook_url=url)]},
                "INVALID_FIELD",
                "alert_rule.channels[1].webhook_url",
            )
            for url in (
                "http://hooks.example/a",
                "http://127.0.0.1:8080/a",
                "https://localhost/a",
                "https://[::1]/a",
                "https://10.0.0.1/a",
                "https://169.254.169.254/latest",
                "https://ann:secret@hooks.example/",
                "ftp://hooks.example/",
                "hooks.example",
            )
        ),
    ],
)
async def test_a_rule_that_cannot_work_is_refused_where_it_fails(
    shop: Shop, fields: dict[str, Any], reason: str, field: str
) -> None:
    request = pb.CreateAlertRuleRequest(alert_rule=rule(**fields))
    assert await shop.refused("Budget.CreateAlertRule", request) == (reason, field)
    assert await rules(shop) == []


async def test_channels_cannot_be_cleared_and_budgets_may_go(shop: Shop) -> None:
    await shop.call("Budget.CreateBudget", pb.CreateBudgetRequest(budget=budget()))
    await create(shop, budget_ids=["daily"])
    none = pb.UpdateAlertRuleRequest(
        alert_rule=pb.AlertRule(alert_rule_id="ops"), update_mask=FieldMask(paths=["channels"])
    )
    assert await shop.refused("Budget.UpdateAlertRule", none) == ("MISSING_FIELD", "alert_rule.channels")
    await shop.call("Budget.DeleteBudget", pb.DeleteBudgetRequest(budget_id="daily"))
    assert (await update(shop, ["disabled"], disabled=True)).alert_rule.disabled


async def test_a_tenant_has_so_many_rules(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alert_rules, "MOST_RULES", 2)
    for name in ("a", "b"):
        await create(shop, alert_rule_id=name)
    request = pb.CreateAlertRuleRequest(alert_rule=rule(alert_rule_id="c"))
    assert (await shop.refused("Budget.CreateAlertRule", request))[0] == "PRECONDITION_FAILED"


async def listed(shop: Shop, **fields: Any) -> list[tuple[str, int]]:
    """Return what is listed, page by page, as (budget, percent)."""
    found, token = [], ""
    while True:
        request = pb.ListAlertsRequest(page_size=2, page_token=token, **fields)
        page = await shop.call("Budget.ListAlerts", request)
        found += [(one.standing.budget_id, one.percent) for one in page.alerts]
        token = page.next_page_token
        if not token:
            return found


async def test_alerts_are_listed_newest_first_with_the_budget_as_it_stood(shop: Shop) -> None:
    agent = await shop.agent()
    for name in ("daily", "other"):
        made = budget(budget_id=name, thresholds=[WARN])
        await shop.call("Budget.CreateBudget", pb.CreateBudgetRequest(budget=made))
    await create(shop, percents=[100])
    assert await listed(shop) == []
    began = shop.clock.now() // 1_000_000
    await shop.use("u1", key=agent, cost=DOLLAR)
    everything = await listed(shop)
    assert sorted(everything) == [("daily", 5), ("daily", 100), ("other", 5), ("other", 100)]
    assert [one for one in everything if one[0] == "daily"] == [("daily", 100), ("daily", 5)]
    assert await listed(shop, budget_id="daily") == [("daily", 100), ("daily", 5)]
    assert await listed(shop, to=Timestamp(seconds=began)) == []
    assert len(await listed(shop, **{"from": Timestamp(seconds=began)})) == 4
    await shop.app.relay.run()
    await shop.app.relay.idle()
    shown = (await shop.call("Budget.ListAlerts", pb.ListAlertsRequest(budget_id="daily"))).alerts
    assert [list(one.alert_rule_ids) for one in shown] == [["ops"], []]
    assert shown[0].alert_id.startswith("alt_")
    standing = shown[0].standing
    assert (standing.spent.money, standing.limit.money) == (DOLLAR, DOLLAR)
    assert standing.scope_entity == core.Entity(type="agent", id=AGENT.partition(":")[2])
    token = (await shop.call("Budget.ListAlerts", pb.ListAlertsRequest(page_size=1))).next_page_token
    for other in (
        pb.ListAlertsRequest(budget_id="daily", page_token=token),
        pb.ListAlertsRequest(page_token="x"),
    ):
        assert (await shop.refused("Budget.ListAlerts", other))[0] == "PAGE_TOKEN_INVALID"
