"""Words that are no names though a sentence may open with them, and words that tell a name."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


VERBS = _words(
    "is are was were has have had will would can cannot could must should may might shall does do did needs need "
    "wants want prefers prefer likes like works work leaves leave arrives arrive starts start finishes finish "
    "takes take stays stay gets get goes go comes come lives live opens open closes close meets meet visits says"
)
"""Verbs that follow a name."""

PLURAL_VERBS = _words(
    "are were have do need want prefer like work leave arrive start finish take stay get go come live open close meet"
)
"""Those of them that tell of many, so that one word before them is rather a plural than a name."""

LABELS = _words(
    "room dock gate bay hall lab platform table terminal building floor crane machine oven truck van bus line ward "
    "berth pier court field studio station zone area section stage suite desk booth warehouse shop site track lane "
    "flight train route team group class crew shift task job phase project order item box unit theatre kitchen "
    "worker nurse driver robot server printer press forklift lot batch block party camp pump tank runway hangar "
    "Room Dock Gate Bay Hall Lab Platform Table Terminal Building Floor Crane Machine Oven Truck Van Bus Line Ward "
    "Berth Pier Court Field Studio Station Zone Area Section Stage Suite Desk Booth Warehouse Shop Site Track Lane "
    "Flight Train Route Team Group Class Crew Shift Task Job Phase Project Order Item Box Unit Theatre Kitchen"
)
"""Things that are told apart by a number or a letter."""

ORDINARY = _words(
    "a about above according across actually add additionally after afterwards again against all almost along "
    "already also although always am among an and another any anybody anyone anything apart are arrange as ask at "
    "avoid away back be because been before begin being below besides between beyond book both breakfast bring but "
    "by call can cannot change check choose city clean clients close closed come consider cook could create daily "
    "deliver departures despite did dinner do does done down due during each early either else end ends enough "
    "even evening evenings every everybody everyone everything except exactly fewer finally find finish first five "
    "fly following for four friends from further furthermore generally get give given go good had half has have "
    "having he hello help hence her here hers his how however i if ignore in include including indeed instead into "
    "is it its itself just keep last lastly late later least leave less let like list load lunch make many "
    "maximum may me meanwhile meet meeting meetings members mine minimum more moreover morning mornings most move "
    "much must my need neither never nevertheless next night no nobody none nor not note nothing now of off often "
    "on once one only onto open opened or other others otherwise our ours out over parking participants people per "
    "perhaps pick place plan please possible possibly preferably prepare produce put rather reach read remember "
    "rest return rooms route same say schedule second see select send set several shall she should show since six "
    "so solve some somebody someone something sometimes soon start starting stay still such suppose take task tell "
    "ten than that the their theirs them then there therefore these they thing things third this those though "
    "three through throughout thus till time times to together tomorrow tonight too total toward towards transport "
    "travel traveling travelling trip try two under unless unlike until up upon us use usually various very via "
    "visit visitors wait want was we were what whatever when whenever where wherever whereas whether which while "
    "who whoever whole whom whose why will with within without work workers would write yes yet you your yours "
    "afternoon afternoons also budget cost costs constraints deadline deliveries departure doors duration example "
    "goal guests hours input nurses objective orders output passengers patients problem question requirements "
    "rule rules setup shifts solution staff steps students summary tables teachers teams tickets today tools "
    "working yesterday dear hi regards thanks thank sincerely best kind"
)
"""Ordinary words, in small letters."""
