"""Texts of the story: what happened, who decided, on what evidence."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "kind.host": ("host", "主播"),
    "kind.supplier": ("supplier", "商家"),
    "kind.factory": ("factory", "工厂"),
    "kind.warehouse": ("warehouse", "仓库"),
    "kind.carrier": ("carrier", "物流商"),
    "kind.material": ("material supplier", "原料商"),
    "selection": (
        "{count} styles are selected, {mains} of them main: {list}. The host forecasts {units:,} units.",
        "选出{count}款，其中主推{mains}款：{list}。主播预测销量{units:,}件。",
    ),
    "deal.N1": (
        "Host and supplier agree after {rounds} rounds: {terms}.",
        "主播与商家{rounds}轮后谈妥：{terms}。",
    ),
    "deal.N2": ("{other} sells reserved capacity after {rounds} rounds: {terms}; for {days:.0f} days, {refund:.0f}% of the fee back on days not used.", "{other}出让预留产能（{rounds}轮）：{terms}；共{days:.0f}天，未用部分退费{refund:.0f}%。"),
    "deal.N3": ("{other} sells surge labour after {rounds} rounds: {terms}.", "{other}出让大促加班产能（{rounds}轮）：{terms}。"),
    "deal.N4": ("{other} sells volume for the peak day after {rounds} rounds: {terms}.", "{other}出让高峰日运力（{rounds}轮）：{terms}。"),
    "deal.N8": (
        "{who} and {other} agree on material after {rounds} rounds: {terms}.",
        "{who}与{other}谈妥备料（{rounds}轮）：{terms}。",
    ),
    "deal.none.N8": (
        "{who} and {other} find no terms for material in {rounds} rounds ({reason}): the merchant's card holds.",
        "{who}与{other}谈备料{rounds}轮未成（{reason}）：按原料商价目表。",
    ),
    "deal.none": (
        "No deal with {other} after {rounds} rounds ({reason}): the standing terms hold.",
        "与{other}谈判{rounds}轮未成（{reason}）：沿用现有条款。",
    ),
    "terms.parted": (
        "Host and supplier part after {rounds} rounds: a substitute plays for {share:.0%} of the audience.",
        "主播与商家{rounds}轮后分手：替补主播开播，流量为原来的{share:.0%}。",
    ),
    "placement": (
        "{units:,} units lie in {warehouses} warehouses; moved before the show, by forecast and safety stock: {moved:,}.",
        "{warehouses}个仓共有{units:,}件，其中播前按预测与安全库存调拨{moved:,}件。",
    ),
    "squad.unlock": (
        "The squad loads its rule: at {threshold:,} {metric}, {style} unlocks.",
        "敏捷小组载入预案：{metric}达{threshold:,}解锁{style}。",
    ),
    "vote": ("Live vote: {one} {ones:,}, {two} {twos:,}.", "直播投票：{one} {ones:,}票，{two} {twos:,}票。"),
    "test.open": (
        "{style} stirs at {ratio:.1f} × plan: a test link of {qty} units opens.",
        "{style}热度达计划的{ratio:.1f}倍：上架{qty}件测款链接。",
    ),
    "test.hot": (
        "Test link: its {qty} units of {style} gone in about {minutes:.0f} minutes ({units} asked for): hot.",
        "测款：{style}{qty}件约{minutes:.0f}分钟售罄（求购{units}件），判定为爆款。",
    ),
    "test.cool": (
        "Test link: {units} units of {style} asked for in {minutes:.0f} minutes, {qty} on the link: too slow to be called hot.",
        "测款：{style}上架{qty}件，{minutes:.0f}分钟求购{units}件，速度不足以判爆。",
    ),
    "alert": (
        "Demand alert for {style}{colours}: comments and carts run at {ratio:.1f} × plan; the host claims {units:,} units"
        " ({low:,}–{high:,}){sizes}.",
        "需求预警：{style}{colours}评论与加购达计划的{ratio:.1f}倍；主播预估{units:,}件（{low:,}–{high:,}）{sizes}。",
    ),
    "promote": (
        "The cue is given: {style} takes the open slots of the running order.",
        "暗号发出：{style}升为主推，占用空余讲解位。",
    ),
    "gift.out": ("The first {n} orders of {style} have their gift; the next one gets none.", "{style}前{n}单赠品送完，后续不再赠送。"),
    "unlock": ("The {metric} pass the threshold: {style} unlocks.", "{metric}过线，解锁{style}。"),
    "stock.low": (
        "{warehouse} runs low on {style}: {units:,} of {opening:,} left.",
        "{warehouse}{style}告急：{opening:,}件仅剩{units:,}件。",
    ),
    "stock.out": (
        "{style} is sold out in every warehouse while {units:,} more are asked for.",
        "{style}各仓售罄，此刻仍有{units:,}件求购。",
    ),
    "stock.out.held": (
        "{style} is sold out to the show while {units:,} more are asked for; the supplier keeps {held:,} for its own shop.",
        "{style}直播间售罄，此刻仍有{units:,}件求购；商家另扣留{held:,}件供自营店。",
    ),
    "held": (
        "Unseen by the others, the supplier holds {units:,} units of {style} back from the show, for its own shop.",
        "商家暗中从直播间扣留{style}{units:,}件，留给自营店（其他各方不知情）。",
    ),
    "own_shop": (
        "The supplier's own shop sold {units:,} of the {held:,} units held back, without commission.",
        "商家自营店售出扣留货品{held:,}件中的{units:,}件，不付佣金。",
    ),
    "stock.out.shelf": (
        "{style} sells out after the broadcast; {units:,} were asked for in vain or on presale by then.",
        "下播后{style}售罄，至此{units:,}件未能现货成交。",
    ),
    "outage": (
        "{carrier} takes only {units:,} parcels a day from {warehouse} until T+{end:g}h, of {booked:,} booked.",
        "{carrier}在{warehouse}每天只收{units:,}单（预订{booked:,}单），至开播后第{end:g}小时。",
    ),
    "outage.over": (
        "{warehouse} can hand {carrier} its booked parcels again; meanwhile {own:,} went with it and {others:,} with others.",
        "{carrier}在{warehouse}恢复收件；停运期间由其发出{own:,}单，由其他物流商发出{others:,}单。",
    ),
    "alert.read": (
        "The supplier trusts the host to {trust:.0%}: of {claim:,} units claimed for {style} it believes {believed:,}.",
        "商家对主播信任度{trust:.0%}：{style}预警{claim:,}件，采信{believed:,}件。",
    ),
    "alert.stock": (
        "Stock suffices for {style} ({units:,} on hand): it ships first, nothing is made.",
        "{style}库存充足（{units:,}件）：优先发货，不翻单。",
    ),
    "alert.bought_in": (
        "{style} is bought in and cannot be reordered: {units:,} on hand ship first.",
        "{style}为外购品无法返单：现有{units:,}件优先发货。",
    ),
    "transfer": (
        "{units} units of {style} go from {source} to {target}, available at +{ready:.0f} h; credit {credit:.2f} CNY a unit.",
        "{style}{units}件由{source}调往{target}，+{ready:.0f}小时可用；每件补偿{credit:.2f}元。",
    ),
    "transfer.none": (
        "No transfer of {style} from {source} to {target}: nobody gains enough.",
        "{style}未能由{source}调往{target}：各方无利可图。",
    ),
    "rush": (
        "Rush order: {units:,} units of {style} at {factory}, premium {premium:.0f}%, leftovers shared host {host:.0f}% /"
        " factory {share:.0f}%, complete at +{ready:.0f} h. Wanted: {wanted:,} of {short:,} short, as {presale:.0f}% stay for presale, less for risk.",
        "紧急翻单：{factory}生产{style}{units:,}件，加价{premium:.0f}%，尾货分担主播{host:.0f}%、工厂{share:.0f}%，+{ready:.0f}小时到齐。缺口{short:,}件，{presale:.0f}%愿等预售，扣除风险后需{wanted:,}件。",
    ),
    "rush.option": (
        "No joint deal: the supplier exercises its option, {units:,} units of {style} at {factory} at {premium:.0f}% premium,"
        " complete at +{ready:.0f} h.",
        "联合谈判未成交：商家行使预留权，{factory}生产{style}{units:,}件，加价{premium:.0f}%，+{ready:.0f}小时到齐。",
    ),
    "rush.none": ("No rush order for {style}: the parties do not agree.", "{style}未翻单：各方未谈拢。"),
    "rush.nobody": ("No factory can make {style} ({wanted:,} units wanted).", "无工厂可生产{style}（需{wanted:,}件）。"),
    "rush.unprofitable": (
        "A rush order for {style} would not pay: what may be left over costs more than the sales it saves.",
        "{style}翻单不划算：潜在尾货损失超过新增销售收益。",
    ),
    "carrier.reserved": (
        "In the same step {carrier} reserves {parcels:,} parcels at {warehouse} for the days the {style} lots arrive.",
        "同步预留运力：{carrier}在{warehouse}为{style}到货日预留{parcels:,}单。",
    ),
    "wave": (
        "The broadcast ends with {orders:,} orders waiting; the automated lines take {style} first.",
        "下播，待发{orders:,}单；自动化设备优先处理{style}。",
    ),
    "wave.plain": ("The broadcast ends with {orders:,} orders waiting; first come, first served.", "下播，待发{orders:,}单；按先后顺序处理。"),
    "arrival.rush": (
        "Lot {lot}: {units:,} units of {style} reach {warehouse}, {promised:,} of them already sold as presale.",
        "翻单{lot}到货：{style}{units:,}件到{warehouse}，其中{promised:,}件已预售。",
    ),
    "arrival.transfer": (
        "Transfer {lot}: {units:,} units of {style} reach {warehouse}, {promised:,} of them already ordered.",
        "调拨{lot}到货：{style}{units:,}件到{warehouse}，其中{promised:,}件已下单。",
    ),
    "throttle.on": (
        "The platform throttles the shop: {rate:.1f}% of orders are late (limit {at:.0f}%).",
        "平台限流：超时率{rate:.1f}%（上限{at:.0f}%）。",
    ),
    "throttle.off": ("The shop has caught up ({rate:.1f}% late): the throttle is lifted.", "店铺恢复（超时率{rate:.1f}%）：解除限流。"),
    "review.hit": (
        "Review: {style} sold {units:,} units, {ratio:.0f}% of plan: strengthen its line.",
        "复盘：{style}售出{units:,}件，达计划{ratio:.0f}%：加强该品类。",
    ),
    "review.even": (
        "Review: no hit; the best against plan was {style} with {units:,} units, {ratio:.0f}%.",
        "复盘：无爆款；相对计划最好的是{style}，{units:,}件，{ratio:.0f}%。",
    ),
    "review.flat": ("Review: {style} went flat: {units:,} units, {ratio:.0f}% of plan.", "复盘：{style}表现平平：{units:,}件，仅达计划{ratio:.0f}%。"),
    "review.praise": (
        "Review: fastest delivery in {region}: {hours:.0f} h from order to door on average.",
        "复盘：{region}送达最快：下单到签收平均{hours:.0f}小时。",
    ),
    "review.front": (
        "Review: {region} waits {hours:.0f} h on average for {share:.0f}% of the orders: consider a front warehouse there.",
        "复盘：{region}占订单{share:.0f}%，平均等待{hours:.0f}小时：可考虑增设前置仓。",
    ),
    "design.wish": (
        "{count} comments on {style} ask for a “{wish}”: a ticket enters the design queue.",
        "{count}条评论希望{style}出“{wish}”：进入设计快反队列。",
    ),
    "pool": (
        "The pool is settled: {members} members gained {surplus:,} CNY together over having no deal, and share it as agreed.",
        "共赢池结算：{members}个成员相对不成交共增益{surplus:,}元，按约定分配。",
    ),
    "settled": (
        "Settlement: {postings:,} postings sum to {total}; the supplier now trusts {host} to {trust:.0%}.",
        "结算完成：{postings:,}笔分录合计{total}；商家对{host}的信任度为{trust:.0%}。",
    ),
}
