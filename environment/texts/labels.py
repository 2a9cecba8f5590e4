"""Short names of things that tables speak of: accounts, lines of money, issues, protocols, kinds of event."""

from __future__ import annotations

from protocols.contracts import QUANTITIES

ACCOUNTS: dict[str, tuple[str, str]] = {
    "account.platform": ("platform", "平台"),
    "account.consumers": ("consumers", "消费者"),
    "account.outside": ("outside", "链外"),
}

CLAUSES: dict[str, tuple[str, str]] = {
    "clause.other": ("other lines", "其他"),
    "clause.alert_bond": ("alert bond", "预警保证金"),
    "clause.scoring_rule": ("alert scoring (quantile)", "预警计分（分位数）"),
    "clause.scoring_rule_quadratic": ("alert scoring (quadratic)", "预警计分（平方）"),
    "clause.scoring_rule_interval": ("alert scoring (interval)", "预警计分（区间）"),
    "clause.effort_cost_share_factory": ("factory's share of effort", "工厂努力分担"),
    "clause.option_fee": ("capacity option fee", "产能预留费"),
    "clause.option_release": ("option fee released", "预留释放退款"),
    "clause.option_deduction": ("option fee deducted", "预留费抵扣"),
    "clause.option_exercise": ("goods on reserved capacity", "行权货款"),
    "clause.rush_price": ("rush goods", "翻单货款"),
    "clause.late_delivery_penalty": ("late-delivery penalty", "延期赔付"),
    "clause.leftover_share_factory": ("factory's share of leftovers", "工厂尾货分担"),
    "clause.leftover_share_host": ("host's share of leftovers", "主播尾货分担"),
    "clause.freight": ("freight", "运费"),
    "clause.overflow_surcharge": ("overflow surcharge", "超量附加费"),
    "clause.take_or_pay": ("take-or-pay", "照付不议"),
    "clause.on_time_penalty": ("late-parcel penalty", "延误赔付"),
    "clause.returns_pickup": ("returns pick-up", "退货取件"),
    "clause.gift_cost_share": ("host's share of gifts", "主播赠品分担"),
    "clause.return_cost_share": ("host's share of returns", "主播退货分担"),
    "clause.effort_cost_share": ("supplier's share of effort", "商家努力分担"),
    "clause.traffic_share": ("supplier's share of traffic", "商家投流分担"),
    "clause.paid_traffic": ("paid traffic", "投流"),
    "clause.commission": ("commission", "佣金"),
    "clause.commission_service_fee": ("platform's cut of commission", "佣金服务费"),
    "clause.slot_fee": ("slot fee", "坑位费"),
    "clause.guarantee": ("guarantee refund", "保量退款"),
    "clause.return_cap": ("return-cap refund", "退货上限退款"),
    "clause.tier_bonus": ("tier bonus", "阶梯奖励"),
    "clause.revenue_share": ("revenue share", "收入分成"),
    "clause.revenue_share_factory": ("factory's revenue share", "工厂收入分成"),
    "clause.material_purchase": ("materials", "原料"),
    "clause.side_payment": ("side payment", "附带支付"),
    "clause.material_cost": ("cost of materials sold", "原料成本"),
    "clause.sale": ("sales", "销售"),
    "clause.refund": ("refunds", "退款"),
    "clause.take_rate": ("platform fee", "平台服务费"),
    "clause.payment_fee": ("payment fee", "支付手续费"),
    "clause.late_ship_payout": ("late-dispatch payouts", "延迟发货赔付"),
    "clause.fake_ship_deposit": ("no-scan deposit", "虚假发货扣款"),
    "clause.return_insurance": ("return insurance", "运费险"),
    "clause.surplus_pool": ("surplus pool, host", "共赢池（主播）"),
    "clause.surplus_pool_factory": ("surplus pool, factory", "共赢池（工厂）"),
    "clause.surplus_pool_warehouse": ("surplus pool, warehouse", "共赢池（仓库）"),
    "clause.surplus_pool_carrier": ("surplus pool, carrier", "共赢池（物流商）"),
    "clause.wholesale": ("wholesale", "批发货款"),
    "clause.buyback": ("buyback", "回购"),
    "clause.quantity_flexibility": ("quantity flexibility", "数量柔性"),
    "clause.sales_rebate": ("sales rebate", "销售返利"),
    "clause.two_part_tariff": ("fixed fee", "固定费"),
    "clause.quantity_discount": ("quantity discount", "数量折扣"),
    "clause.quantity_discount_schedule": ("discount schedule", "折扣价目"),
    "clause.handling": ("handling", "仓库操作费"),
    "clause.surge_booking": ("surge labour", "加班产能费"),
    "clause.storage": ("storage", "仓储费"),
    "clause.return_inspection": ("return inspection", "退货质检"),
    "clause.transfer_credit": ("transfer credit", "调拨补偿"),
    "clause.goods_opening": ("goods at the start", "期初货品"),
    "clause.salvage_unsold": ("value of goods left over", "尾货残值"),
    "clause.salvage_returned": ("value of goods returned", "退货残值"),
    "clause.labour": ("labour", "人工"),
    "clause.overtime": ("overtime", "加班费"),
    "clause.haulage": ("haulage", "调拨运费"),
    "clause.line_haul": ("line-haul and last mile", "干线与末端成本"),
    "clause.spot_freight": ("spot freight", "现货运价收入"),
    "clause.diverted_capacity": ("capacity sold elsewhere", "转卖产能"),
    "clause.approach": ("time spent on calls", "约谈成本"),
    "clause.gifts": ("gifts bought", "赠品采购"),
    "clause.effort": ("cost of effort", "努力成本"),
    "clause.outside_option": ("earned elsewhere", "外部收入"),
    "clause.throughput_penalty": ("throughput penalty", "产能缺口赔付"),
}

BOOKS: dict[str, tuple[str, str]] = {
    "clause.goods_opening.doc": (
        "The goods on hand enter the books at ex-factory cost, so that what is sold has its cost.",
        "现有货品按出厂成本入账，使销售对应其成本。",
    ),
    "clause.salvage_unsold.doc": (
        "What unsold goods will bring later, at the scenario's salvage value.",
        "未售货品日后可收回的残值，按场景残值计。",
    ),
    "clause.salvage_returned.doc": (
        "What returned goods will bring again, by grade and salvage value.",
        "退回货品按等级与残值可再收回的价值。",
    ),
    "clause.labour.doc": ("Wages of the party's own people.", "自身人工成本。"),
    "clause.overtime.doc": ("Premium wages for overtime.", "加班费。"),
    "clause.haulage.doc": ("Trucking of a transfer between warehouses.", "仓间调拨的运费。"),
    "clause.line_haul.doc": ("The carrier's own cost of moving the parcels.", "物流商运送包裹的自身成本。"),
    "clause.spot_freight.doc": (
        "Parcels of others carried at the spot rate.",
        "按现货运价承运他人包裹的收入。",
    ),
    "clause.diverted_capacity.doc": (
        "Reserved capacity sold to somebody else.",
        "将已预留产能转卖他人的收入。",
    ),
    "clause.approach.doc": (
        "Working time of preparing an encounter, paid by who calls it.",
        "发起方筹备一次谈判的人工成本。",
    ),
    "clause.gifts.doc": ("Gifts are bought at their unit cost.", "按单件成本采购赠品。"),
    "clause.effort.doc": (
        "The host's effort costs its team more the harder it tries.",
        "主播努力程度越高，团队成本越大。",
    ),
    "clause.outside_option.doc": ("What the party earns elsewhere without a deal.", "未成交时的外部收入。"),
}

ISSUES: dict[str, tuple[str, str]] = {
    "issue.commission_rate": ("commission rate", "佣金率"),
    "issue.slot_fee_total": ("slot fee", "坑位费"),
    "issue.guarantee_multiple": ("guaranteed sales", "保量"),
    "issue.guarantee_multiple.none": ("no sales guarantee", "不保量"),
    "issue.gift_cost_share_host": ("host's share of gifts", "主播赠品分担"),
    "issue.reserved_per_day": ("capacity reserved", "预留产能"),
    "issue.option_fee": ("option fee", "预留费"),
    "issue.rush_premium": ("rush premium", "翻单加价"),
    "issue.lead_h": ("lead time", "交期"),
    "issue.surge_parcels": ("surge capacity", "加班产能"),
    "issue.handling_fee": ("handling fee", "操作费"),
    "issue.booked_parcels": ("volume booked", "预订运力"),
    "issue.first_kg_rate": ("first-kilogram rate", "首重价"),
    "issue.take_or_pay": ("take-or-pay share", "照付比例"),
    "issue.rush_qty": ("rush quantity", "翻单数量"),
    "issue.rush_units": ("rush quantity", "翻单数量"),
    "issue.unit_premium": ("rush premium", "翻单加价"),
    "issue.leftover_host": ("host's share of leftovers", "主播尾货分担"),
    "issue.leftover_factory": ("factory's share of leftovers", "工厂尾货分担"),
    "issue.transfer_qty": ("units transferred", "调拨数量"),
    "issue.transfer_credit_per_unit": ("credit per unit", "每件补偿"),
    "issue.revenue_share_host": ("host's share of revenue", "主播收入分成"),
    "issue.revenue_share_factory": ("factory's share of revenue", "工厂收入分成"),
    "issue.buyback_price": ("buyback price", "回购价"),
    "issue.exercise_price": ("exercise price", "行权价"),
}
# Any other term that a scheme puts on the table is called by its meaning.
ISSUES |= {f"issue.{name}": (q.en, q.zh) for name, q in QUANTITIES.items() if f"issue.{name}" not in ISSUES}

TALKS: dict[str, tuple[str, str]] = {
    "talk.N1": ("terms of the show", "直播条款"),
    "talk.N2": ("capacity reservation", "产能预留"),
    "talk.N3": ("surge capacity", "仓库加班产能"),
    "talk.N4": ("carrier volume", "物流运力"),
    "talk.N5": ("rush order", "紧急翻单"),
    "talk.N6": ("stock transfer", "库存调拨"),
    "talk.N7": ("settlement", "结算"),
    "ending.agreed": ("agreed", "达成一致"),
    "ending.deadline": ("the deadline passed", "谈判时限已到"),
    "ending.walk_away": ("a party walked away", "有一方离场"),
    "ending.no_feasible_outcome": ("no outcome is worth having to all", "没有各方都可接受的条件"),
    "ending.party_failed": ("a party failed", "有一方出错"),
    "ending.below_reservation": ("worse than no deal", "不如不成交"),
    "ending.no_trade": ("there was no trade to make", "没有成交的余地"),
    "ending.refused": ("a party does not confirm", "一方不确认"),
    "ending.no_bid": ("nobody bid", "无人出价"),
    "ending.not_awarded": ("another bid won", "未中标"),
}

WANTS: dict[str, tuple[str, str]] = {
    "wants.host": (
        "commission and fees; goods that keep an audience's trust",
        "佣金与坑位费；不辜负粉丝信任的货",
    ),
    "wants.supplier": ("sales with little left over; the risk shared", "多卖少剩；风险共担"),
    "wants.factory": ("orders that fill its lines, and a price for haste", "产线排满，翻单有加价"),
    "wants.warehouse": ("parcels at a fee that covers night shifts", "操作费能覆盖加班"),
    "wants.carrier": ("volume it can count on", "可靠的货量"),
    "wants.material": ("to sell the materials it holds", "卖出备好的原料"),
    "money.profit": ("result", "利润"),
}

EVENTS: dict[str, tuple[str, str]] = {
    "event.selection": ("selection", "选品"),
    "event.deal": ("deal", "成交"),
    "event.breakdown": ("no deal", "未成交"),
    "event.placement": ("stock placed", "备货"),
    "event.plan": ("contingency rule", "应急预案"),
    "event.test": ("test link", "测款"),
    "event.vote": ("live vote", "直播投票"),
    "event.alert": ("demand alert", "需求预警"),
    "event.acknowledged": ("alert received", "收到预警"),
    "event.first": ("ships first", "优先发货"),
    "event.promotion": ("promotion", "升为主推"),
    "event.gift": ("gifts gone", "赠品送完"),
    "event.stock": ("low stock", "库存告急"),
    "event.transfer": ("transfer", "调拨"),
    "event.rush": ("rush order", "紧急翻单"),
    "event.carrier": ("capacity reserved", "预留运力"),
    "event.unlock": ("unlock", "解锁"),
    "event.wave": ("picking starts", "开始拣货"),
    "event.arrival": ("goods arrive", "到货"),
    "event.platform": ("platform rule", "平台规则"),
    "event.review": ("review", "复盘"),
    "event.design": ("design ticket", "设计立项"),
    "event.settlement": ("settlement", "结算"),
}

EVIDENCE: dict[str, tuple[str, str]] = {
    "evidence.shortage": ("shortage there", "调入仓缺口"),
    "evidence.surplus": ("to spare here", "调出仓富余"),
}

CONTRACTS: dict[str, tuple[str, str]] = {
    "contract.sales": ("sales to consumers", "对消费者的销售"),
    "contract.books": ("own costs and values", "自身成本与估值"),
    "contract.materials": ("materials", "原料采购"),
    "contract.platform": ("platform terms", "平台规则"),
    "contract.transfer": ("stock transfer", "库存调拨"),
    "contract.rush": ("rush order", "紧急翻单"),
}

CAUSES: dict[str, tuple[str, str]] = {
    "cause.placement": ("placed by forecast", "按预测备货"),
    "cause.N6": ("agreed in a negotiation", "谈判商定"),
    "cause.rush": ("rush order", "紧急翻单"),
}

STRATEGIES: dict[str, tuple[str, str]] = {
    "strategy.boulware": ("tough, then late concession (Boulware)", "先硬后让（Boulware）"),
    "strategy.linear": ("steady concession (linear)", "匀速让步（线性）"),
    "strategy.conceder": ("early concession (Conceder)", "先让后守（Conceder）"),
    "strategy.time_dependent": ("concession by the clock", "按时间让步"),
    "strategy.aspiration": ("aspiration level by the clock", "按时间的期望水平"),
    "strategy.trade_off": ("concession with trade-offs for the partner", "让步兼顾对方（权衡）"),
    "strategy.tit_for_tat": ("tit for tat (relative)", "以牙还牙（相对）"),
    "strategy.random_absolute_tit_for_tat": ("tit for tat (random absolute)", "以牙还牙（随机绝对）"),
    "strategy.averaged_tit_for_tat": ("tit for tat (averaged)", "以牙还牙（平均）"),
    "strategy.micro": ("the least concession that answers one (MiCRO)", "最小对等让步（MiCRO）"),
    "strategy.bayesian": ("learns the partner's preferences (Bayesian)", "学习对方偏好（贝叶斯）"),
    "strategy.fixed": ("fixed demand", "固定要价"),
    "strategy.walk_away": ("walks away", "离场"),
    "strategy.rubinstein": ("equilibrium play (Rubinstein)", "均衡出价（Rubinstein）"),
    "strategy.chatterjee_samuelson": ("equilibrium bid (Chatterjee–Samuelson)", "均衡报价（Chatterjee–Samuelson）"),
    "strategy.procurement_equilibrium": ("equilibrium bid (procurement)", "均衡投标（采购）"),
}

PROTOCOLS: dict[str, tuple[str, str]] = {
    "protocol.alternating_offers": ("alternating offers", "轮流出价"),
    "protocol.stacked_alternating_offers": ("alternating offers that all must accept", "多方轮流出价（须一致同意）"),
    "protocol.monotonic_concession": ("monotonic concession (Zeuthen)", "单调让步（Zeuthen）"),
    "protocol.mediated_single_text": ("a mediator's single text", "调解人单一文本"),
    "protocol.contract_net": ("contract net", "合同网"),
    "protocol.first_price": ("first-price sealed bids", "第一价格密封投标"),
    "protocol.vickrey": ("second-price sealed bids (Vickrey)", "第二价格密封投标（Vickrey）"),
    "protocol.vcg_reverse_auction": ("combinatorial reverse auction (VCG)", "组合逆向拍卖（VCG）"),
    "protocol.k_double_auction": ("k-double auction", "k 双向拍卖"),
    "protocol.call_market": ("uniform-price call market", "统一价集合竞价"),
    "protocol.rationing": ("capacity rationing", "产能配给"),
    "protocol.coalition_formation": ("coalition formation", "联盟形成"),
    "protocol.arbitration": ("arbitration", "仲裁"),
}

GROUPS: dict[str, tuple[str, str]] = {
    "group.sales": ("Sales", "销售"),
    "group.service": ("Service", "履约"),
    "group.information": ("Information", "信息"),
    "group.response": ("Response", "响应"),
    "group.negotiation": ("Negotiation", "谈判"),
    "group.fairness": ("Fairness", "公平"),
    "group.relations": ("Relations", "关系"),
    "group.efficiency": ("Efficiency", "效率"),
    "group.other": ("Other", "其他"),
}

UNITS: dict[str, tuple[str, str]] = {
    "unit.× slot fee": ("× the slot fee", "倍坑位费"),
    "unit.× fee": ("× the slot fee", "倍坑位费"),
}

TEXTS: dict[str, tuple[str, str]] = {
    **ACCOUNTS,
    **BOOKS,
    **CAUSES,
    **CLAUSES,
    **CONTRACTS,
    **EVENTS,
    **EVIDENCE,
    **GROUPS,
    **ISSUES,
    **PROTOCOLS,
    **STRATEGIES,
    **TALKS,
    **UNITS,
    **WANTS,
}
