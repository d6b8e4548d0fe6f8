# SPDX-License-Identifier: Apache-2.0
"""What a made-up decision says and how it is carried out: basis, tier, fine, goods, payment (行政处罚法 第三十三、三十四、七十二条)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from mingcha.audit.sample_case import Case, Step
from mingcha.audit.sample_clock import DAY, WorkClock
from mingcha.audit.sample_staff import District, Tier

OUTCOMES: Final = {"spared": "不予处罚", "withdrawn": "撤案", "punished": "行政处罚"}
TIER_WEIGHTS: Final = (70, 22, 8)
FINE, GAIN = "罚款(元)", "没收违法所得(元)"
PAID, PAID_GAIN, LATE_FEE, RECEIPT = "实缴罚款(元)", "实缴违法所得(元)", "加处罚款(元)", "票据号"
SEIZED: Final = 0.35


def cite(case: Case, step: Step, articles: Sequence[str], district: District) -> None:
    """Fill in the legal basis of a decision, or what somebody filled in instead."""
    cited = list(articles)
    if case.luck.wrong("repealed_basis"):
        known = district.articles["repealed"]  # the first stands for any field, the others for the market
        cited[-1] = case.luck.rng.choice(known if case.violation.category == "市场监管" else known[:1])
    if case.luck.wrong("unheard_basis"):
        cited.append(case.luck.rng.choice(district.articles["unheard"]))
    step.facts["决定依据"] = "" if case.luck.wrong("no_basis") else "；".join(cited)


def decide(case: Case, clock: WorkClock, district: District) -> None:
    """Fill in the decision, which is the case's last step."""
    step = case.steps[-1]
    step.facts["处理结果"] = OUTCOMES[case.fate]
    basis = {"spared": district.articles["sparing"], "withdrawn": district.articles["withdrawing"]}
    cite(case, step, basis.get(case.fate, case.violation.basis), district)
    if case.fate == "punished":
        _fine(case, step, clock.date(step.end))


def _fine(case: Case, step: Step, day: str) -> None:
    luck = case.luck
    tier = _tier(case, day)
    step.facts[FINE] = _amount(case, tier)
    if luck.rng.random() < case.violation.gain:
        step.facts[GAIN] = _gain(case)
    if luck.wrong("no_amount"):  # only the confiscation was entered
        step.facts |= {FINE: "", GAIN: step.facts.get(GAIN, _gain(case))}
    step.facts["裁量阶次"] = luck.rng.choice(("", "酌定")) if luck.wrong("no_tier") else tier.name


def _tier(case: Case, day: str) -> Tier:
    """A tier of the standard in force on the day, most often the mildest; or one that had already been dropped."""
    tiers = case.violation.tiers
    if case.luck.wrong("old_tier"):
        return tiers[0]
    return case.luck.rng.choices([tier for tier in tiers if tier.covers(day)], TIER_WEIGHTS)[0]


def _amount(case: Case, tier: Tier) -> int:
    """A round sum within the tier, nearer to its lower end; or outside of the whole standard."""
    if case.luck.wrong("fine_out_of_range"):
        if case.luck.once_in(3):
            return tier.least // 10 or 10
        return case.violation.tiers[-1].most + 500 * case.luck.rng.randrange(1, 8)
    step = 500 if tier.most > 5_000 else 100 if tier.most > 1_000 else 50
    drawn = int(case.luck.rng.triangular(tier.least, tier.most, tier.least)) // step * step
    return min(max(drawn, tier.least), tier.most)


def _gain(case: Case) -> int:
    return int(case.luck.rng.lognormvariate(7.2, 1.0)) + 20


def execute(case: Case, clock: WorkClock) -> None:
    """执行: most pay within fifteen days, some with a late fee, some by order of a court; and the goods that were seized."""
    luck = case.luck
    decision = next(step for step in reversed(case.steps) if step.act == "决定")
    served = next(step.end for step in reversed(case.steps) if step.act == "送达")
    days, late = _payment_days(case)
    end = max(served + 30, clock.closes(clock.day(served) + days) - int(luck.between(0, DAY)))
    step = case.step("执行", served, end, [(case.lead, "主办")])
    fine, gain = decision.facts[FINE], decision.facts.get(GAIN, "")
    step.facts |= {PAID: fine, PAID_GAIN: gain, RECEIPT: f"99{luck.rng.randrange(10**7):07}"}
    if late and isinstance(fine, int):
        step.facts[LATE_FEE] = min(fine, fine * 3 * (days - 15) // 100)
    if luck.wrong("no_receipt"):
        step.facts[RECEIPT] = ""
    if isinstance(fine, int) and luck.wrong("paid_differs"):
        step.facts[PAID] = fine // 10 if luck.once_in(3) else int(fine * luck.between(0.3, 0.9))
    if not gain and luck.wrong("paid_undecided"):
        step.facts[PAID_GAIN] = _gain(case)
    _dispose(case, step)


def _payment_days(case: Case) -> tuple[int, bool]:
    """Calendar days until all is paid, and whether it costs a late fee (three per cent a day, at most the fine)."""
    luck, chance = case.luck, case.luck.rng.random()
    if chance < 0.71:
        return int(luck.between(0, 15)), False
    if chance < 0.83:
        return int(luck.between(16, 46)), True
    if chance < 0.89:
        return int(luck.between(100, 190)), True
    if chance < 0.91:
        return int(luck.between(40, 120)), False
    return int(luck.between(15, 28)), False


def _dispose(case: Case, step: Step) -> None:
    """What was seized goes back, is destroyed, kept or handed over; the sum must be what was listed."""
    luck, goods = case.luck, case.violation.goods
    if goods is None or luck.rng.random() > SEIZED:
        return
    name, unit, most = goods
    listed = luck.rng.randrange(1, most)
    ways = [0, 0, 0, 0]
    kept = luck.rng.randrange(4)
    ways[kept], ways[(kept + 1) % 4] = (listed, 0) if luck.once_in(2) else (listed - listed // 4, listed // 4)
    if luck.wrong("goods_differ"):
        ways[kept] += 1 if luck.once_in(4) else -1 if ways[kept] else 1
    seized = next(step.end for step in case.steps if step.act == "核查")
    disposed = step.end + int(luck.between(0.2, 3) * DAY)
    case.goods.append((f"{name}（{unit}）", seized, listed, ways[0], ways[1], ways[2], ways[3], disposed))
