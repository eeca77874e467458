"""备注催发: which remarks demand shipping today, by the phrases of the seed."""

import pytest

from runtime.kernel.errors import Misconfigured
from runtime.orders.order.remarks import demands_today
from tests.case_bench import parameters


def demands(remark: str, **changes: list[str]) -> bool:
    """Say whether a remark demands shipping today in a shop with ``changes``."""
    values = {**parameters(), **changes}
    phrases, denials = values["remark_today_phrases"], values["remark_denials"]
    return demands_today(remark, phrases, denials)


@pytest.mark.parametrize(
    "remark",
    [
        "今天必须发",
        "麻烦今天必须发哦",
        "今天一定要发货",
        "今天一定要发",
        "今日务必发出",
        "务必今天发货",
        "一定要今天发",
        "必须今天寄出",
        "今天必须要发货",
        "今天必须给我发",
        "请务必于今日发出",
        "今天之内必须发货",
        "非今天发不可",
        "今天非发不可",
        "今天不发货就退款",
        "今天再不发，我就申请退款",
        "今天要是没发就取消",
        "不用发票，今天必须发",
        "急用！今天下班前务必发",
        "今天必须发，不要顺丰",
        "不要明天，今天必须发",
        "今天必须发，不是今天到",
        "要不今天必须发",
        "今天无论如何要发走",
        "当天必须发",
        "今天就必须发",
        "别的不说，今天必须发",
        "今天非得发",
        "今天怎么也得发",
        "今天一定发啊",
        "特别急，今天必须发",
        "今天发不出就退款",
        "今天一定要发出去",
        "今天务必发货！",
    ],
)
def test_this_remark_demands_shipping_today(remark):
    assert demands(remark)


@pytest.mark.parametrize(
    "remark",
    [
        "",
        "今天不用发",
        "不必今天发",
        "今天别发",
        "今天不要发",
        "今天先别发，等我通知",
        "不一定要今天发",
        "不是今天必须发",
        "不用今天必须发",
        "今天不必须发",
        "今天不一定要发",
        "今天一定不要发",
        "今天务必别发",
        "不必须今天发",
        "是不是今天必须发",
        "今天能发吗",
        "麻烦今天发一下",
        "今天一定要发票",
        "今天必须开发票",
        "明天必须发",
        "今天下单，明天必须发",
        "不急，今天不发也行",
        "今天不发没关系",
        "今天必须到",
        "周末再送",
        "今天拍的，一定要发中通",
        "别今天一定要发",
        "没必要一定今天发",
        "今天发不了就算了",
        "今天不发也行，不用退款",
        "今天一定发吗",
        "今天一定发货吗？",
        "今天一定发不了吧",
        "今天必须开票",
        "今晚一定到",
    ],
)
def test_this_remark_does_not(remark):
    assert not demands(remark)


def test_a_shop_may_add_words_of_its_own():
    phrases = [*parameters()["remark_today_phrases"], "十万火急"]

    assert demands("十万火急", remark_today_phrases=phrases)


def test_without_any_phrase_no_remark_demands_anything():
    assert not demands("今天必须发", remark_today_phrases=[])


def test_without_denials_every_phrase_counts():
    assert demands("不是今天必须发", remark_denials=[])


def test_full_width_letters_count_as_the_usual_ones():
    assert demands("ＡＳＡＰ", remark_today_phrases=["(?i)asap"])


def test_a_phrase_that_is_no_regular_expression_is_told():
    with pytest.raises(Misconfigured, match="remark_today_phrases"):
        demands("今天必须发", remark_today_phrases=["今天("])
