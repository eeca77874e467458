"""What shops usually call the columns of their reports, in both languages (常见表头).

A header that is one of these is offered for the field; nobody has to take it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from runtime import feel

_PLAIN = re.compile(r"[\s_\-()（）:：/\\.#*]+")
_NAME = re.compile(r"[^\W\d]\w*\Z")
# target → what its column is called; the first header that fits is taken
_USUAL: Mapping[str, Sequence[str]] = {
    "external_no": (
        *("订单编号", "订单号", "平台订单号", "主订单编号", "交易编号", "交易号"),
        *("原始单号", "网店订单号", "order no", "order number", "order id"),
        *("order", "id", "name", "amazon order id", "order sn", "ordernumber"),
    ),
    "placed_at": (
        *("订单创建时间", "下单时间", "订单提交时间", "创建时间", "拍单时间"),
        *("成交时间", "订单日期", "created at", "order date", "placed at"),
        *("purchase date", "order time", "date", "created", "invoicedate"),
    ),
    "paid_at": (
        *("订单付款时间", "付款时间", "支付时间", "paid at", "payment date"),
        *("payments date", "payment time"),
    ),
    "total": (
        *("总金额", "订单金额", "应付金额", "订单总金额", "应付货款", "订单总价"),
        *("买家应付货款", "金额", "total", "order total", "grand total"),
        *("amount", "total amount", "item price"),
    ),
    "paid": (
        *("买家实际支付金额", "实付金额", "实付款", "实际支付金额", "已付金额"),
        *("支付金额", "paid", "amount paid", "paid amount"),
    ),
    "currency": ("币种", "货币", "currency"),
    "remark": (
        *("买家留言", "订单备注", "买家备注", "备注", "留言", "卖家备注"),
        *("note", "notes", "remark", "buyer note", "comment"),
    ),
    "gift": ("赠品", "礼品", "gift"),
    "promised_at": ("承诺发货时间", "最晚发货时间", "ship by", "promise date"),
    "coupon.code": ("优惠券", "优惠券码", "优惠码", "coupon", "discount code"),
    "customer.id": (
        *("买家id", "会员id", "客户编号", "会员编号", "customer id", "buyer id"),
        "customerid",
    ),
    "customer.name": (
        *("收货人姓名", "收货人", "收件人", "客户姓名", "买家昵称", "买家会员名"),
        *("customer", "customer name", "recipient", "shipping name", "buyer name"),
    ),
    "customer.phone": (
        *("联系手机", "手机号", "手机", "收货人手机", "联系电话", "电话"),
        *("phone", "mobile", "buyer phone number", "shipping phone"),
    ),
    "ship_to.country": ("国家", "country", "shipping country", "ship country"),
    "ship_to.province": (
        *("省", "省份", "收货省份", "province", "state", "shipping province"),
        "ship state",
    ),
    "ship_to.city": ("市", "城市", "收货城市", "city", "shipping city", "ship city"),
    "ship_to.district": ("区", "区县", "收货区县", "district"),
    "ship_to.street": (
        *("收货地址", "详细地址", "收件地址", "地址", "街道", "address", "street"),
        *("shipping address", "shipping address1", "ship address 1"),
    ),
    "ship_to.postcode": ("邮编", "邮政编码", "postcode", "zip", "postal code"),
}
_LINE: Mapping[str, Sequence[str]] = {
    "sku": (
        *("商家编码", "商品编码", "外部系统编号", "货号", "商品编号", "sku编码"),
        *("sku", "lineitem sku", "item sku", "product code", "stockcode"),
    ),
    "name": (
        *("商品标题", "宝贝标题", "商品名称", "标题", "品名", "product name"),
        *("lineitem name", "item name", "title", "description"),
    ),
    "quantity": (
        *("数量", "宝贝总数量", "商品数量", "购买数量", "quantity", "qty"),
        *("lineitem quantity", "quantity purchased"),
    ),
    "unit_price": (
        *("单价", "商品单价", "价格", "unit price", "price", "lineitem price"),
        "unitprice",
    ),
}
# a cell of these may be empty, and then it says nothing
_EMPTY = frozenset({"paid", "promised_at"})


def suggested(header: Sequence[str]) -> dict[str, str]:
    """Return target → expression for the columns whose headers are usual ones."""
    columns = {_plain(one): one for one in reversed(header)}
    found = {}
    for target, usual in _USUAL.items():
        column = _first(columns, usual)
        if column is not None:
            said = reference(column)
            is_empty = f'if {said} = "" then null else {said}'
            found[target] = is_empty if target in _EMPTY else said
    parts = {name: _first(columns, usual) for name, usual in _LINE.items()}
    if parts["sku"] is not None:
        said = ", ".join(f"{n}: {_part(n, one)}" for n, one in parts.items() if one)
        found["lines"] = f"[{{{said}}}]"
    return found


def reference(column: str) -> str:
    """Return what an expression calls a column: its name, or the row and its text."""
    if _NAME.match(column):
        try:
            if feel.compile_expression(column).names == {column}:
                return column
        except feel.FeelSyntaxError:
            pass
    quoted = column.replace("\\", "\\\\").replace('"', '\\"')
    return f'row["{quoted}"]'


def _part(name: str, column: str) -> str:
    """Return what a line says of an article; a count is a number, not a text."""
    said = reference(column)
    return f"number({said})" if name == "quantity" else said


def _plain(header: str) -> str:
    return _PLAIN.sub("", header).lower()


def _first(columns: Mapping[str, str], usual: Sequence[str]) -> str | None:
    fitting = (columns[_plain(one)] for one in usual if _plain(one) in columns)
    return next(fitting, None)
