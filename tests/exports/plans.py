"""Plans that the exports are tried on, and labels that try to break out of them."""

from plangen.schema import Plan, Step

HOSTILE = (
    'quote " and "" and \' and `tick`',
    "line\nbreak\r\nand\rmore",
    "a --> b; c -.-> d % %% e",
    "=cmd|' /C calc'!A0",
    "+1-2@x",
    "BEGIN:VEVENT\r\nSUMMARY:injected\r\nEND:VEVENT",
    "semi;colon:colon,comma\\backslash",
    "section gantt",
    "click n1 href javascript:alert(1)",
    "2026-01-01 :done, n9",
    "style n1 fill:#f00;",
    "#quot; #35; &amp; <script>alert(1)</script> | pipe |",
    "end]) ]] }} (( {{",
    "👩🏽‍🚀 Ünïcødé ﬂ°°35¶ß",
    "שלום \u202eabc\u202c עולם",
    "null\x00bell\x07esc\x1b[31m",
    "\ud800 lone surrogate",
    "x" * 300,
    "é" * 100,
    "   ",
)

DAY = Plan(
    unit="minute",
    origin="2026-03-02",
    steps=(
        Step(id="brief", action="briefing", start=540, end=570, location="Hall", actors=("Ana", "Ben"), cost=12.5),
        Step(id="walk", start=600, end=690, depends_on=("brief",), resources={"guide": 1}),
        Step(id="tea", start=690, end=720, location="Hall", depends_on=("brief", "walk"), args={"cups": 3}),
    ),
)

WILD = Plan(
    unit="minute",
    origin="2026-03-02",
    steps=tuple(
        Step(
            id=f"s{number} {text}",
            action=text,
            start=600 + 10 * number,
            end=605 + 10 * number,
            location=text,
            actors=(text, "Ben"),
            depends_on=() if number == 0 else (f"s0 {HOSTILE[0]}",),
        )
        for number, text in enumerate(HOSTILE)
    ),
)

PROSE = Plan(text="Go to the *museum*, then home. <b>Early</b>")
VALUES = Plan(values={"colour": "=red", "seats": 3})
