"""The life of an approval under any order of calls: it is never used beyond what humans said."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from remit.approval.model import Approval, ApprovalState, Cost, Electorate, Voter, VoteVerdict
from remit.approval.workflow import Claim, cancel, covers, expire, vote, votes_stand
from remit.errors import RemitError
from tests.effort import examples

REQUESTER, SUBJECT, ASKER, ASKING_KEY = "user:req", "agent:payer", "service:runtime", "key_runtime"
APPROVERS = ["user:ann", "user:ben", "user:cem"]
PEOPLE = [REQUESTER, SUBJECT, ASKER, *APPROVERS]
CREDENTIALS = [ASKING_KEY, "key_1", "key_2"]
# A no ends the life at once, so most say yes.
VERDICTS = [VoteVerdict.APPROVE] * 9 + [VoteVerdict.REJECT]
USE_WITHIN = 6
OPEN = {ApprovalState.PENDING, ApprovalState.APPROVED}


class Lifecycle(RuleBasedStateMachine):
    """Anybody votes, cancels and uses at any time, and approvers come and go."""

    @initialize(quorum=st.integers(1, 2), uses=st.integers(1, 3), money=st.integers(0, 3))
    def ask(self, quorum: int, uses: int, money: int) -> None:
        self.now = 0
        self.used = 0
        self.allowed = {"user:ann", "user:ben", "user:cem", REQUESTER, SUBJECT}
        self.ever_rejected = False
        self.approval = Approval(
            id="apr_1",
            owner=REQUESTER,
            requested_by=ASKER,
            credential=ASKING_KEY,
            subject=SUBJECT,
            action="tool:execute",
            resource="tool:payments",
            digest="d" * 64,
            created_at=0,
            decide_by=40,
            use_within=USE_WITHIN,
            ceiling=Cost(money=money),
            rule=Electorate(quorum=quorum),
            uses_allowed=uses,
        )
        self.asked = self.approval

    @rule(by=st.sampled_from([1, 2, 6]))
    def time_passes(self, by: int) -> None:
        self.now += by

    @rule(who=st.sampled_from(PEOPLE))
    def right_changes(self, who: str) -> None:
        self.allowed ^= {who}

    @rule(who=st.sampled_from(PEOPLE), key=st.sampled_from(CREDENTIALS), verdict=st.sampled_from(VERDICTS))
    def somebody_votes(self, who: str, key: str, verdict: VoteVerdict) -> None:
        before = self.approval
        try:
            after = vote(before, Voter(who, key), verdict=verdict, now=self.now, allowed=who in self.allowed)
        except RemitError:
            return
        assert before.state is ApprovalState.PENDING
        assert self.now < before.decide_by
        assert who in self.allowed
        assert who not in {REQUESTER, SUBJECT, ASKER}
        assert key != ASKING_KEY
        assert who not in {earlier.approver for earlier in before.votes}
        self.ever_rejected |= verdict is VoteVerdict.REJECT
        self.approval = after

    @rule(who=st.sampled_from(APPROVERS))
    def an_approver_agrees(self, who: str) -> None:
        self.somebody_votes(who=who, key="key_1", verdict=VoteVerdict.APPROVE)

    @rule(who=st.sampled_from([*APPROVERS, *APPROVERS, ASKER]), allowed=st.sampled_from([False] * 9 + [True]))
    def somebody_cancels(self, who: str, *, allowed: bool) -> None:
        before = self.approval
        try:
            self.approval = cancel(before, who, now=self.now, allowed=allowed)
        except RemitError:
            return
        assert before.state in OPEN
        assert allowed or who in {REQUESTER, SUBJECT, ASKER}

    @rule()
    def upkeep_expires(self) -> None:
        before = self.approval
        self.approval = expire(before, self.now, used=self.used)
        assert expire(self.approval, self.now, used=self.used) == self.approval
        assert self.approval == before or before.state in OPEN

    @rule(
        who=st.sampled_from([SUBJECT] * 4 + ["agent:other"]),
        same=st.sampled_from([True] * 4 + [False]),
        money=st.integers(0, 4),
    )
    def somebody_uses(self, who: str, *, same: bool, money: int) -> None:
        claim = Claim(digest=("d" if same else "e") * 64, subject=who, cost=Cost(money=money))
        still = votes_stand(self.approval, self.allowed.__contains__)
        code = covers(self.approval, claim, now=self.now, used=self.used, approvers_still_allowed=still)
        if code is not None:
            return
        self.used += 1
        assert (who, same) == (SUBJECT, True)
        assert money <= self.approval.ceiling.money
        assert self.approval.state is ApprovalState.APPROVED
        assert self.approval.decided_at is not None
        assert self.now < self.approval.decided_at + USE_WITHIN
        standing = set(self.approval.approving) & self.allowed
        assert len(standing) >= self.approval.rule.quorum

    @rule(times=st.integers(1, 4))
    def the_agent_uses(self, times: int) -> None:
        for _ in range(times):
            self.somebody_uses(who=SUBJECT, same=True, money=0)

    @invariant()
    def never_used_more_than_allowed(self) -> None:
        assert self.used <= self.approval.uses_allowed

    @invariant()
    def approved_only_by_a_quorum_of_others(self) -> None:
        yes = self.approval.approving
        assert len(yes) == len(set(yes))
        assert not {REQUESTER, SUBJECT, ASKER} & set(yes)
        if self.approval.state is ApprovalState.APPROVED or self.used:
            assert len(yes) >= self.approval.rule.quorum
            assert not self.ever_rejected

    @invariant()
    def what_is_bound_never_changes(self) -> None:
        assert (self.approval.digest, self.approval.subject) == ("d" * 64, SUBJECT)
        assert self.approval.ceiling == self.asked.ceiling
        assert self.approval.rule == self.asked.rule


TestLifecycle = Lifecycle.TestCase
TestLifecycle.settings = settings(max_examples=examples(200), stateful_step_count=30, deadline=None)
