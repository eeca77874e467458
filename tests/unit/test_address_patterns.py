"""地址写法: which addresses name their building by the seed's patterns."""

import pytest

from runtime.orders.order.address import missing_parts
from runtime.orders.order.canonical import ShipTo
from tests.case_bench import parameters


def missing(street: str, building: str = "") -> list[str]:
    values = parameters()
    address = ShipTo(street=street, building=building)
    patterns = values["address_building_patterns"]
    return missing_parts(address, patterns, values["address_countries"])


@pytest.mark.parametrize(
    "street",
    [
        "幸福小区3栋",
        "中山路12号",
        "人民路88弄",
        "幸福小区 A座",
        "幸福小区东单元",
        "阳光花园12-3-401",
        "阳光花园二单元",
        "5#楼",
        "光明路3号院",
        "李家村",
        "李家村3组",
        "王村村委会",
        "王家屯",
        "科技大厦",
        "\uff11\uff12号楼",
        "88 Nanjing Road, Room 301",
    ],
)
def test_this_address_names_its_building(street):
    assert missing(street) == []


@pytest.mark.parametrize(
    "street",
    [
        "幸福小区",
        "幸福新村",
        "中关村大街",
        "人民路",
        "人民广场",
        "三门峡市",
        "红旗社区",
        "浙江省杭州市",
        "***********",
        "Nanjing Road",
    ],
)
def test_this_address_leaves_its_building_out(street):
    assert missing(street) == ["building"]


def test_a_building_in_its_own_field_is_enough():
    assert missing("幸福小区", "3栋") == []


def test_an_empty_address_lacks_street_and_building():
    assert missing("") == ["street", "building"]
