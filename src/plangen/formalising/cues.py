"""The program's own reading of a statement's kind: English words that announce one.

It is one of several readings and knows nothing of any model: a statement is settled when two readings of different
make agree.
"""

from __future__ import annotations

import re

from plangen.formalising.kinds import Kind

_TIME = (
    r"(?:\d{1,2}[:.h]\d\d|\d{1,2}\s*[ap]\.?m\b|\b\d{4}\b|noon|midnight|midday|o'clock|half past|quarter (?:to|past))"
)
_DAYS = r"(?:\b(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\b|\bday \d|\b\d{4}-\d\d-\d\d)"
_LENGTH = r"(?:\d|half|quarter|hours?|an?|one|two|three|four|five|six|seven|ten|twelve|fifteen|twenty|thirty|forty)\W*(?:[a-z]+\W+){0,2}?(?:min(?:ute)?s?\b|h\b|hrs?\b|hours?\b|days?\b|nights?\b|weeks?\b)"

# (kind, weight, pattern); patterns are searched in the words without case.
_CUES: tuple[tuple[Kind, int, str], ...] = (
    ("objective", 4, r"\bas (?:early|soon|many|much|cheap|cheaply|short|late|few|quickly|little|low)\b.{0,40}\bas\b"),
    (
        "objective",
        3,
        r"\b(?:earl\w*st|soonest|first|next)\b.{0,20}\b(?:availab\w+|possible|opportunity|slot|time|date)\b",
    ),
    ("objective", 3, r"\b(?:minimi[sz]e|maximi[sz]e|the sooner|earliest possible|at (?:their|its|the) earl\w*st)\b"),
    (
        "part",
        3,
        r"\b(?:does|do|runs?|gives?|leads?|holds?|drives?|peels?|fries|takes? part in|sits? (?:on|in)|attends?|teaches|examines|comes? to)\b.{0,12}\b(?:the|both|all|every|each)\b(?!.{0,40}(?:"
        + _TIME
        + "|"
        + _LENGTH
        + "))",
    ),
    (
        "part",
        3,
        r"\b(?:takes? place|is held|are held|is done|are done|happens?)\b.{0,12}\b(?:in|on|at)\b(?!.{0,30}"
        + _TIME
        + ")",
    ),
    ("objective", 2, r"\b(?:largest|greatest|smallest|lowest|shortest|cheapest|fewest)\b"),
    (
        "blocked",
        3,
        r"\b(?:busy|(?<!be )booked|occupied|unavailable|closed|shut|blocked|tied up|engaged|reserved|taken)\b",
    ),
    (
        "blocked",
        3,
        r"(?:\bnot|n't|\bnever|\bnobody is|\bno one is)\s+(?:be\s+)?(?:available|free|open|around|possible)\b",
    ),
    ("blocked", 3, r"\b(?:can(?:no|')t|can ?not|could not|couldn't|unable to|won't be able|isn't able)\b"),
    (
        "blocked",
        3,
        r"\b(?:ha(?:s|ve|d)|got)\s+(?:\w+\s+){0,3}(?:meetings?|appointments?|class(?:es)?|calls?|lectures?|lessons?|commitments?)\b",
    ),
    (
        "blocked",
        3,
        r"\b(?:on (?:leave|holiday|vacation)|out of (?:the )?(?:office|town)|day off|away|absent|down for|off duty)\b",
    ),
    (
        "blocked",
        3,
        r"\b(?:rather not|prefers? not|not (?:want|wish|like)|n't (?:want|wish|like)|to avoid|keep\w*\b.{0,30}\bclear|hates? to)\b",
    ),
    (
        "blocked",
        3,
        r"\b(?:maintenance|lunch|break|servic(?:e|ed|ing)|inspection|cleaning|under repair)\b.{0,60}" + _TIME,
    ),
    (
        "blocked",
        3,
        r"\b(?:being |is |are |gets )(?:cleaned|repaired|serviced|sharpened|inspected|painted|aired|let to|rented)\b",
    ),
    ("blocked", 2, r"\b(?:teaches|is teaching|is in (?:a|another) |full (?:from|at|on)|off from|sleeps|must leave)\b"),
    (
        "blocked",
        2,
        r"\b(?:no|nothing|nobody|no one|none|neither)\b.{0,40}\b(?:before|after|between|during|from|until|on)\b.{0,12}"
        + _TIME,
    ),
    (
        "free",
        4,
        r"\b(?:free|available|open|flexible|clear|empty)\b.{0,24}\b(?:all|any|whole|entire|every|always|throughout|whenever)\b",
    ),
    (
        "free",
        4,
        r"\b(?:all|any|whole|entire|always|completely|totally|fully)\b.{0,24}\b(?:free|available|open|flexible|clear|empty)\b",
    ),
    (
        "free",
        4,
        r"\b(?:no|nothing|without)\b\W*(?:\w+\W+){0,2}(?:meetings?|appointments?|bookings?|commitments?|calendar|diary|plans|conflicts?)\b(?!.{0,40}"
        + _TIME
        + ")",
    ),
    ("free", 3, r"\b(?:any ?time|whenever|whatever time|no restrictions?|fully flexible|flexible)\b"),
    (
        "open",
        3,
        r"\b(?:free|available|open|opens|reachable|on duty|at (?:his|her|their) desk)\b.{0,60}(?:"
        + _TIME
        + "|"
        + _DAYS
        + "|morning|afternoon|evening)",
    ),
    ("open", 3, r"\b(?:opening|office|working|work|business|visiting|school|shop)\s+hours\b"),
    (
        "open",
        3,
        r"\b(?:deadline|due|no later than|at the latest|not later than|by the end of|must be (?:done|ready|finished|over|delivered|back)|has to be (?:done|ready|finished|over|delivered)|ready (?:at|by)|finished by|done by|not (?:start |begin )?(?:before|until)|no earlier than|not earlier than|at the earliest)\b",
    ),
    (
        "open",
        3,
        r"\b(?:will be|is|are|waits?|waiting|can be (?:found|met|reached|seen)|stays?)\s+(?:\w+\s+){0,3}(?:at|in|on|by)\b.{0,60}\b(?:from|between|until|till|to)\b.{0,20}"
        + _TIME,
    ),
    (
        "open",
        2,
        r"\b(?:only|can do|works?|runs?|operates?|usable|accessible|can be used|served)\b.{0,40}(?:"
        + _TIME
        + "|"
        + _DAYS
        + "|morning|afternoon|evening)",
    ),
    (
        "travel",
        4,
        r"\b(?:direct|nonstop|non-stop)\b.{0,20}\b(?:flights?|trains?|bus(?:es)?|ferr(?:y|ies)|connections?|links?|lines?)\b.{0,60}(?:\band\b|\bto\b|:|-|–)",
    ),
    (
        "travel",
        3,
        r"\b(?:walk|walking|drive|driving|ride|way|trip|bike|cycling|bus|tram|train|journey|on foot|by car|travel(?:ling)?|gets? from)\b.{0,60}"
        + _LENGTH,
    ),
    ("travel", 3, r"\bfrom [^.,;:]{2,40} to [^.,;:]{2,40}\b.{0,30}" + _LENGTH),
    (
        "travel",
        2,
        r"^(?:from )?[A-Z][^,;:]{1,30} (?:and|to) [A-Z][^,;:]{1,30}(?:, (?:from )?[A-Z][^,;:]{1,30} (?:and|to) [A-Z][^,;:]{1,30})+",
    ),
    ("travel", 3, r"^[^\d:.]{2,40}\s(?:to|->|→|–|-)\s[^\d:.]{2,40}(?::|=|,|\bis\b|\btakes\b)\s*(?:about )?\d{1,3}\b"),
    (
        "start",
        3,
        r"\b(?:you|we|i|he|she|they|the (?:day|tour|trip|journey|shift))\b.{0,12}\b(?:arrive|start|begin|set (?:out|off)|leave|depart|reach|land)s?\b.{0,40}\b(?:at|from|in)\b",
    ),
    (
        "start",
        3,
        r"\b(?:be )?back (?:at|home|in|by|to)\b|\breturn(?:s|ing)? (?:to|home)\b|\bends? (?:at|in)\b|\bfinish(?:es)? (?:at|in) the\b",
    ),
    ("start", 2, r"^\s*(?:start|begin|departure|from)\s*:"),
    (
        "event",
        3,
        r"\b(?:attend|wedding|conference|workshop|festival|party|concert|show|fair|reunion|relatives?|friends?|family|exhibition|course|tour)\b.{0,80}\bdays? \d",
    ),
    (
        "event",
        3,
        r"\bdays? \d.{0,80}\b(?:attend|wedding|conference|workshop|festival|party|concert|show|fair|reunion|relatives?|friends?|family|exhibition|course|tour)\b",
    ),
    ("event", 1, r"\b(?:between|from) day \d+ (?:and|to) day \d+"),
    (
        "length",
        3,
        r"\b(?:takes?|lasts?|needs?|requires?|long|duration|spend|stay|remain|at least|at most|minimum|maximum|no less than|no more than|not more than|longer than)\b.{0,40}"
        + _LENGTH,
    ),
    (
        "length",
        2,
        r"\b(?:visit|be in|see|meet|talk to|cook|bake|fry|boil|simmer|rest|cut|drill|paint|mill|weld|roast|chop)\b.{0,50}\b(?:for|of)\b.{0,24}"
        + _LENGTH,
    ),
    ("length", 1, _LENGTH),
    (
        "order",
        4,
        r"\b(?:before|after|until|once|when)\b.{0,40}\b(?:is|are|has been|have been|was)\b.{0,12}\b(?:done|finished|complete|completed|over|baked|ready|dry|cut|out|in the oven|washed|through)\b",
    ),
    (
        "order",
        3,
        r"\b(?:in this order|in that order|in the order|one after (?:the other|another)|followed by|follows?|precedes?|comes? (?:before|after|first|last)|afterwards?|subsequently|depends on|prior to)\b",
    ),
    ("order", 3, r"\bfirst\b.{0,60}\b(?:then|next|after(?:wards)?|finally)\b"),
    ("order", 2, r"\b(?:before|after)\b(?!.{0,14}(?:" + _TIME + r"|\d))"),
    (
        "limit",
        3,
        r"\b(?:only|just) (?:one|1|two|2|three|3|a single)\b|\b(?:at most|up to|no more than|maximum of|max\.?)\s+(?:one|two|three|four|five|\d+)\b(?!\W*(?:min|h\b|hour|day|night))",
    ),
    (
        "limit",
        3,
        r"\b(?:at a time|at the same time|at once|simultaneously|in parallel|overlap|budget (?:is|of)|capacity|exactly once|only once|in two places|double.?booked)\b",
    ),
    ("limit", 3, r"\bonly (?:take|use|travel|fly|ride|go)\b.{0,20}\b(?:direct|nonstop)\b"),
    (
        "request",
        3,
        r"\b(?:schedule|arrange|set up|book|organi[sz]e|fit in|work out|plan)\s+(?:an?|the|our|my|his|her|their|some|two|three|four|five|six|\d+|in|up|for|to visit|for me|us)\b",
    ),
    (
        "request",
        3,
        r"\b(?:please|can you|could you|need(?:s|ed)? to|would like to|want to|have to|has to|help me|looking for|let's|we should)\b.{0,24}\b(?:schedule|arrange|set up|book|organi[sz]e|find|plan|fit|meet|visit|slot)\b",
    ),
    ("request", 3, r"\bneeds?\s+" + _LENGTH + r".{0,12}\bfor\b"),
    ("request", 3, r"\b(?:have|has|need|needs) to be (?:booked|scheduled|arranged|found|fitted|planned|placed)\b"),
    ("request", 2, r"\b(?:find|need|wanted?)\b.{0,30}\b(?:slot|appointment|meeting|time|date|room|hour)\b"),
    (
        "request",
        2,
        r"\b(?:in total|altogether|in all)\b|\bvisit(?:ing)? (?:\w+\W+){0,2}(?:cities|towns|countries|islands|places|stops)\b",
    ),
    (
        "context",
        3,
        r"^(?:hi|hello|dear|thanks|thank you|best|cheers|regards|kind regards|good (?:morning|evening)|ps|p\.s\.)\b|\bregards\b",
    ),
    (
        "context",
        3,
        r"^(?:here (?:are|is)|the following|below|note that|note there|you are an?|you are given|solution|answer|rules|constraints|travel|distances)\b.{0,90}$",
    ),
    ("context", 2, r"\b(?:response|answer|reply|output|solution)\b.{0,20}\b(?:should|must|with|only|in)\b"),
    (
        "context",
        2,
        r"\b(?:founded|built|employees|phone|costs?|invoice|square metres?|last year|weather|version|room number|street)\b",
    ),
    ("context", 1, r":$"),
)
_COMPILED = tuple((kind, weight, re.compile(pattern, re.IGNORECASE)) for kind, weight, pattern in _CUES)


def cue_scores(text: str) -> dict[Kind, int]:
    """How strongly the words announce each kind: the heaviest cue of each, 0 left out."""
    scores: dict[Kind, int] = {}
    for kind, weight, pattern in _COMPILED:
        if weight > scores.get(kind, 0) and pattern.search(text):
            scores[kind] = weight
    return scores


def kind_by_cues(text: str) -> Kind | None:
    """The kind that the words announce most strongly, `None` when none does; of equals the more specific one."""
    scores = cue_scores(text)
    return max(scores, key=lambda kind: (scores[kind], -_SPECIFIC.index(kind)), default=None)


_SPECIFIC: tuple[Kind, ...] = (
    "objective",
    "free",
    "event",
    "start",
    "travel",
    "limit",
    "part",
    "blocked",
    "order",
    "request",
    "open",
    "length",
    "context",
)
