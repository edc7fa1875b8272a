"""The places where invented projects stand: those of Zhashui, and those of further counties."""

from __future__ import annotations

from dataclasses import dataclass

# The towns and villages are real (统计用区划代码), the projects there are not.
_ZHASHUI = {
    "乾佑街道": "仁和社区 迎春社区 北关社区 石镇社区 车家河村 什家湾村 马房子村 梨园村",
    "营盘镇": "营镇社区 药王堂村 龙潭村 朱家湾村 秦丰村 丰河村 曹店村 北河村 两河村",
    "下梁镇": (
        "沙坪社区 石瓮子社区 明星社区 嘉安移民社区 新合村 金盆村 老庵寺村 胜利村 四新村 西川村"
    ),
    "小岭镇": "罗庄社区 岭丰村 金米村 李砭村 常湾村",
    "凤凰镇": "凤镇街社区 清水村 桃园村 金凤村 大寺沟村 宽坪村 龙潭村 双河村 皂河村",
    "红岩寺镇": ("红岩社区 本地湾村 红安村 正沟村 盘龙寺村 闫坪村 张坪村 掌上村 跃进村 大沙河村"),
    "曹坪镇": "中坪社区 窑镇社区 荫沟村 东沟村 中庙村 沙岭村 银碗村 马房湾村 九间房村",
    "杏坪镇": (
        "杏坪社区 柴庄社区 联丰村 中山村 中台村 联合村 严坪村 肖台村 腰庄村 油房村 党台村 "
        "晨光村 天埫村 云蒙村"
    ),
    "瓦房口镇": "街垣社区 老庄村 磨沟村 大河村 马家台村 金台村 金星村 颜家庄村",
}
_ZHASHUI_SCENIC = {"牛背梁": "营盘镇", "柞水溶洞": "下梁镇", "凤凰古镇": "凤凰镇"}

_INVENTED_TOWNS = tuple(f"示例{number}镇" for number in "一二三四五六七八九")
_INVENTED_VILLAGES = tuple(
    f"{direction}{ground}村" for direction in "东西南北中" for ground in ("坪", "沟", "湾")
)

_QUARTERS = ("县城", "县城东区", "县城西区", "县城南区", "县城北区", "县城老街片区", "县城新区")
_PARKS = tuple(f"高新区{number}号片区" for number in "一二三四五六七八")


@dataclass(frozen=True)
class Place:
    """A place, as the beginning of a project's name, and the town that it lies in."""

    label: str
    town: str


@dataclass(frozen=True)
class Geography:
    """One county: its names, its code and its places."""

    folder: str
    name: str
    short: str
    code: str
    towns: tuple[str, ...]
    villages: tuple[Place, ...]
    scenic: tuple[Place, ...]

    def places(self, scope: str) -> tuple[Place, ...]:
        """Return every place of one *scope*: village, town, scenic, park or county."""
        seat = self.towns[0]
        by_scope = {
            "village": self.villages,
            "town": tuple(Place(town, town) for town in self.towns),
            "scenic": self.scenic,
            "park": tuple(Place(label, seat) for label in _PARKS),
            "county": tuple(Place(label, seat) for label in _QUARTERS),
        }
        return by_scope[scope]


def zhashui() -> Geography:
    """Return the built-in county."""
    return Geography(
        folder="zhashui",
        name="柞水县",
        short="柞",
        code="611026",
        towns=tuple(_ZHASHUI),
        villages=tuple(
            Place(town + village, town)
            for town, villages in _ZHASHUI.items()
            for village in villages.split()
        ),
        scenic=tuple(Place(label, town) for label, town in _ZHASHUI_SCENIC.items()),
    )


def invented(number: int) -> Geography:
    """
    Return the *number*-th further county: 示例县002 in the folder county002, and so on.

    Its code begins with 99, which no province has.
    """
    return Geography(
        folder=f"county{number:03d}",
        name=f"示例县{number:03d}",
        short="示",
        code=f"99{number % 10_000:04d}",
        towns=_INVENTED_TOWNS,
        villages=tuple(
            Place(town + village, town)
            for town in _INVENTED_TOWNS
            for village in _INVENTED_VILLAGES
        ),
        scenic=tuple(Place(f"{town}景区", town) for town in _INVENTED_TOWNS[:3]),
    )
