"""Every term and fact that clauses read: its unit and its meaning.

Units: ``share`` lies in [0, 1]; ``CNY`` and ``CNY/…`` are money; counts are >= 0 and may be expectations.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Quantity:
    """A named quantity: unit, and what it means in English and 中文."""

    unit: str
    en: str
    zh: str


_ROWS = """
commission_rate | share | commission on settled sales | 佣金率
commission_service_fee | share | platform's cut of the commission | 平台抽佣比例
slot_fee_total | CNY | slot fees of the show, all styles | 坑位费合计
guarantee_multiple | x | promised sales over slot fee; 0 = no guarantee | 保量倍数（0 为不保量）
max_return_rate | share | agreed cap on the return rate | 退货率上限
tier_threshold_cny | CNY | gross sales above which extra points are paid | 阶梯门槛
tier_extra_rate | share | extra commission above the threshold | 阶梯加点
revenue_share_host | share | host's share of all revenue | 主播收入分成
gift_cost_share_host | share | host's share of gift cost | 主播赠品分担
leftover_share_host | share | host's share of leftover loss | 主播尾货分担
return_cost_share_host | share | host's share of the cost of returns | 主播退货成本分担
effort_cost_share_supplier | share | supplier's share of the host's effort cost | 商家努力成本分担
traffic_share_supplier | share | supplier's share of paid traffic | 商家投流分担
alert_bond_cny_per_unit | CNY/unit | bond forfeited per unit overstated | 每件预警保证金
score_base_cny | CNY | pay for a perfect forecast | 准确预测报酬
score_rate_cny_per_unit | CNY/unit | loss of pay per unit of pinball score | 每件偏差扣减
score_rate_cny_per_unit2 | CNY/unit^2 | loss of pay per squared unit of error | 每件平方偏差扣减
alert_quantile | share | quantile that the alert states | 预警分位数
alert_coverage | share below 1 | probability that the stated interval covers | 区间覆盖率
pool_share_host | share | host's share of the common gain | 主播共赢池份额
pool_share_factory | share | factory's share of the common gain | 工厂共赢池份额
pool_share_warehouse | share | warehouse's share of the common gain | 仓库共赢池份额
pool_share_carrier | share | carrier's share of the common gain | 物流商共赢池份额
option_fee | CNY/unit | fee per unit of capacity reserved | 每件产能预留费
release_refund | share | part of the option fee returned on release | 释放退还比例
exercise_price | CNY/unit | price of a unit made on reserved capacity | 行权价
rush_premium | share | premium on ex-factory value for a rush order | 翻单加价
late_penalty_rate | share/day | damages per day, share of the value of late goods | 延期日赔率
leftover_share_factory | share | factory's share of leftover loss | 工厂尾货分担
wholesale_price | CNY/unit | price of a unit ordered | 批发价
buyback_price | CNY/unit | factory's payment per unit left over | 回购价
revenue_share_factory | share | factory's share of all revenue | 工厂收入分成
salvage_price | CNY/unit | salvage value that the parties agree on | 约定残值
flexibility | share | part of the order covered by the refund | 柔性比例
rebate_per_unit | CNY/unit | rebate per unit sold above the target | 每件返利
rebate_threshold_units | units | sales target | 返利门槛
fixed_fee | CNY | fixed fee of a two-part tariff | 固定费
effort_cost_share_factory | share | factory's share of the supplier's effort cost | 工厂努力成本分担
discount_rate | share | all-units discount | 折扣率
discount_threshold_units | units | order from which the discount holds | 折扣起订量
schedule_buyer_share | share | buyer's share of the chain's expected profit | 买方利润份额
handling_fee | CNY/order | picking and packing an order | 操作费
packaging_fee | CNY/order | packaging of an order | 包装费
extra_item_fee | CNY/item | each further item in an order | 多件费
surge_premium | share | premium on handling for surge labour | 加班加价
storage_fee_unit_month | CNY/unit/month | storage | 仓储费
inspect_fee | CNY/unit | inspecting and grading a return | 质检费
transfer_credit_per_unit | CNY/unit | credit to the warehouse that gives goods up | 调拨补偿
throughput_penalty | CNY/parcel | damages per parcel of missed throughput | 产能缺口赔付
first_kg_rate | CNY/parcel | negotiated first-kilogram rate | 议定首重价
card_first_kg_rate | CNY/parcel | first-kilogram rate of the card it replaces | 价目表首重价
overflow_surcharge | CNY/parcel | surcharge beyond the booked volume | 超量附加费
take_or_pay | share | part of the booking that is paid in any case | 照付不议比例
on_time_penalty | CNY/parcel | damages per late parcel | 延误赔付
returns_pickup_fee | CNY/parcel | door pick-up of a return | 上门取件费
take_rate | share | platform's technical service fee | 平台技术服务费率
payment_fee | share | payment channel fee | 支付费率
late_payout_low | CNY/order | payout below a price of 3 CNY | 3 元以下赔付
late_payout_flat | CNY/order | payout from 3 to below 300 CNY | 3–300 元赔付
late_payout_rate | share | payout from 300 CNY, share of the price | 300 元及以上赔付比例
late_payout_cap | CNY/order | cap of that payout | 赔付上限
fake_deposit_per_order | CNY/order | deduction per order without a scan | 虚假发货每单扣款
fake_deposit_cap_per_day | CNY/day | cap of the deduction per day | 每日扣款上限
return_insurance_premium | CNY/order | return-freight insurance | 运费险保费
material_price | CNY/unit | price of material | 原料单价
material_holding_fee | share | fee for material set aside, share of its price | 备料费率
material_rush_premium | share | premium on material wanted in a rush | 原料急用加价
commission_base_cny | CNY | sales on which commission is paid, gross or net as agreed | 佣金基数
guarantee_base_cny | CNY | sales counted for the guarantee | 保量基数
return_rate | share | units returned over units shipped | 退货率
gross_gmv_cny | CNY | value of orders paid | 成交额
net_gmv_cny | CNY | gross sales minus refunds and returns | 净销售额
refund_cny | CNY | money returned to consumers | 退款额
revenue_cny | CNY | kept sales plus salvage of goods left over | 收入（含残值）
gift_cost_cny | CNY | cost of gifts given | 赠品成本
leftover_loss_cny | CNY | ex-factory value of goods left over minus salvage | 尾货损失
return_cost_cny | CNY | pick-up, inspection, value lost on resale of goods sent back | 退货成本（取件、质检、贬值）
effort_cost_cny | CNY | cost of the host's effort | 主播努力成本
paid_traffic_cny | CNY | traffic bought from the platform | 投流费用
alert_units | units | demand stated in the alert | 预警销量
alert_low | units | lower end of the stated interval | 预警区间下限
alert_high | units | upper end of the stated interval | 预警区间上限
sold_units | units | demand that came true (for an alert: sold or turned away for want of goods) | 实际销量
pool_surplus_cny | CNY± | common gain of the pool's members over no deal | 共同增益
pool_gain_host_cny | CNY± | host's gain over no deal before the pool | 主播自身增益
pool_gain_factory_cny | CNY± | factory's gain over no deal before the pool | 工厂自身增益
pool_gain_warehouse_cny | CNY± | warehouse's gain over no deal before the pool | 仓库自身增益
pool_gain_carrier_cny | CNY± | carrier's gain over no deal before the pool | 物流商自身增益
reserved_units | units | capacity reserved | 预留件数
unexercised_units | units | reserved capacity released in time | 未使用预留
exercised_units | units | units made on reserved capacity | 已使用预留
goods_value_cny | CNY | ex-factory value of the goods | 货值（出厂价）
late_unit_days_value_cny | CNY·day | value of late goods times days late | 延期货值·天
ordered_units | units | units ordered | 订货量
leftover_units | units | units left unsold | 尾货件数
expected_revenue_cny | CNY | agreed expectation of revenue at this order | 期望收入
production_cost_cny | CNY | cost of making the order | 生产成本
orders | orders | orders handled | 订单数
extra_items | items | items beyond the first of each order | 多件数
surge_booked_parcels | parcels | surge capacity booked | 加班预订单数
unit_months | unit·month | stock held times time | 件·月
returned_units | units | units returned | 退货件数
transfer_units | units | units transferred | 调拨件数
shortfall_parcels | parcels | promised minus real throughput | 产能缺口
freight_at_card_cny | CNY | freight of the parcels by the rate card | 按价目表运费
parcels | parcels | parcels shipped in this bill | 包裹数
overflow_parcels | parcels | parcels beyond the booking | 超量包裹
booked_parcels | parcels | volume booked | 预订包裹
shipped_parcels | parcels | volume shipped, whole booking period | 实发包裹
late_parcels | parcels | parcels delivered late | 延误包裹
return_parcels | parcels | return parcels picked up | 退货包裹
late_orders_by_style | orders | orders dispatched late; last axis = styles | 各款延迟订单
price_by_style_cny | CNY | price; last axis = styles | 各款价格
fake_orders_by_day | orders | orders marked shipped but not scanned; last axis = days | 每日虚假发货单
material_reserved_units | units | material set aside (kg, m, sets) | 备料数量
material_units | units | material bought in the ordinary way (kg, m, sets) | 常规原料
rush_material_units | units | material bought in a rush | 急用原料
"""

QUANTITIES: dict[str, Quantity] = {
    name: Quantity(unit, en, zh)
    for name, unit, en, zh in (map(str.strip, row.split("|")) for row in _ROWS.strip().splitlines())
}
"""Term or fact -> unit and meaning."""
