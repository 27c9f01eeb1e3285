"""The calls of `BudgetService`: what each does, its RPC says. Calls nothing itself."""

from remit.client import messages as m
from remit.client.rpc import Rpc


class BudgetCalls:
    """Budgets, prices, the ledger, alerts."""

    create_budget = Rpc(m.CreateBudgetRequest, m.CreateBudgetResponse)
    get_budget = Rpc(m.GetBudgetRequest, m.GetBudgetResponse)
    list_budgets = Rpc(m.ListBudgetsRequest, m.ListBudgetsResponse)
    update_budget = Rpc(m.UpdateBudgetRequest, m.UpdateBudgetResponse)
    delete_budget = Rpc(m.DeleteBudgetRequest, m.DeleteBudgetResponse)
    override_budget = Rpc(m.OverrideBudgetRequest, m.OverrideBudgetResponse)
    revoke_budget_override = Rpc(m.RevokeBudgetOverrideRequest, m.RevokeBudgetOverrideResponse)
    set_price = Rpc(m.SetPriceRequest, m.SetPriceResponse)
    get_price = Rpc(m.GetPriceRequest, m.GetPriceResponse)
    list_prices = Rpc(m.ListPricesRequest, m.ListPricesResponse)
    delete_price = Rpc(m.DeletePriceRequest, m.DeletePriceResponse)
    set_downgrade = Rpc(m.SetDowngradeRequest, m.SetDowngradeResponse)
    list_downgrades = Rpc(m.ListDowngradesRequest, m.ListDowngradesResponse)
    delete_downgrade = Rpc(m.DeleteDowngradeRequest, m.DeleteDowngradeResponse)
    estimate_cost = Rpc(m.EstimateCostRequest, m.EstimateCostResponse)
    list_usage = Rpc(m.ListUsageRequest, m.ListUsageResponse)
    summarize_usage = Rpc(m.SummarizeUsageRequest, m.SummarizeUsageResponse)
    list_alerts = Rpc(m.ListAlertsRequest, m.ListAlertsResponse)
    create_alert_rule = Rpc(m.CreateAlertRuleRequest, m.CreateAlertRuleResponse)
    list_alert_rules = Rpc(m.ListAlertRulesRequest, m.ListAlertRulesResponse)
    update_alert_rule = Rpc(m.UpdateAlertRuleRequest, m.UpdateAlertRuleResponse)
    delete_alert_rule = Rpc(m.DeleteAlertRuleRequest, m.DeleteAlertRuleResponse)
    get_dashboard = Rpc(m.GetDashboardRequest, m.GetDashboardResponse)
