"""Texts of hosts by tier, trust of the audience and delivery."""

from __future__ import annotations

STORY: dict[str, tuple[str, str]] = {
    "gate.refused": (
        "{style} is refused: {found} of {samples} trial samples showed a defect within {days:.0f} days.",
        "{style}未入选：试用{days:.0f}天，{samples}件样品中{found}件出现问题。",
    ),
    "gate.admitted": (
        "The trial is over: {admitted} of {offered} styles pass the host's standard (evidence: defective samples of each).",
        "样品试用结束：{offered}款中{admitted}款达到主播选品标准（依据：各款有问题的样品件数）。",
    ),
    "after_sale": (
        "The host stands by what it sold: {units:,} defective units, {cny:,.0f} CNY paid to their buyers.",
        "售后兜底：{units:,}件次品，主播向买家赔付{cny:,.0f}元。",
    ),
    "visible": (
        "A stream from the warehouse goes on air: buyers follow their parcels from order to door.",
        "仓库24小时直播开启：买家可见接单、拣货、打包、出库、中转、派送全程。",
    ),
    "goods.mended": (
        "{style} came back for {rate:.0f}% (its family: {family:.0f}%): its description is mended, {cny:,.0f} CNY.",
        "{style}退货率{rate:.0f}%（同品类{family:.0f}%）：修正商品描述，花费{cny:,.0f}元。",
    ),
    "goods.dropped": (
        "{style} came back for {rate:.0f}% (its family: {family:.0f}%): it leaves the running order.",
        "{style}退货率{rate:.0f}%（同品类{family:.0f}%）：撤出直播排款。",
    ),
}

LINES: dict[str, tuple[str, str]] = {
    "clause.trial": ("trial of samples", "样品试用"),
    "clause.trial.doc": ("Time of the host's team that tries the samples.", "主播团队试用样品的人工。"),
    "clause.samples": ("samples given", "样品"),
    "clause.samples.doc": ("Goods given to the host for its trial, at cost.", "提供给主播试用的样品，按成本计。"),
    "clause.quality_work": ("work on quality", "品控"),
    "clause.quality_work.doc": (
        "Inspection and better make of the goods shipped; grows with the square of the effort.",
        "对发出货品的检验与改进，随投入的平方增加。",
    ),
    "clause.after_sale_payout": ("after-sale payouts", "售后赔付"),
    "clause.after_sale_payout.doc": (
        "The host pays the buyers of defective goods a share of the price beside their refund.",
        "主播在退款之外按售价比例赔付次品买家。",
    ),
    "clause.parcel_insurance": ("parcel insurance", "保价费"),
    "clause.parcel_insurance.doc": ("Charge of a carrier for parcels that need care.", "物流商对需小心运送包裹的收费。"),
    "clause.damage_cover": ("cover for damage", "保价赔付"),
    "clause.damage_cover.doc": ("The carrier pays its share of the price of damaged goods.", "物流商按售价比例赔付破损货品。"),
    "clause.doorstep_pickup": ("doorstep pick-ups", "上门取件"),
    "clause.doorstep_pickup.doc": ("Returns fetched at the door, per return.", "上门取退货，按件计。"),
    "clause.warehouse_stream": ("warehouse stream", "仓库直播"),
    "clause.warehouse_stream.doc": ("Camera and staff of the 24 h stream.", "24小时仓库直播的设备与人员。"),
    "clause.description": ("mended descriptions", "修正描述"),
    "clause.description.doc": ("New photos and a true description of a style that came back too often.", "为退货过多的款重拍图片、更正描述。"),
}

TABLES: dict[str, tuple[str, str]] = {
    "table.quality": ("a style with defects or samples", "有次品或试样的一款"),
    "table.promises": ("a kind of promise to buyers", "对买家的一类承诺"),
    "table.audience": ("the audience's trust", "观众信任"),
    "table.care": ("a carrier's goods that need care", "一家物流商的需小心货品"),
    "table.stocking": ("goods made or bought beyond the plan", "计划外生产或采购的货品"),
    "table.platform_rules": ("what the platform did to the shop", "平台对店铺的处置"),
    "table.desk": ("an act of the live desk", "直播台的一次动作"),
}

TEXTS = {**STORY, **LINES, **TABLES}
