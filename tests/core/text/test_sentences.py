from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcoder_peer.core.text.sentences import next_sentence_edge, previous_sentence_edge, sentence_at, sentence_spans

# A bar stands at every place where a sentence ends and another begins.
STRESS = {
    "sv": [
        "Hon kom kl. 10.30 och gick.|Sen var det t.ex. Anna, dvs. Hon med håret.",
        "Vi pratade om m.m. och så vidare.",
        "De fick mat, kläder m.m.|Sedan gick alla hem.",
        "Det var bl.a. Kim och s.k. Peer support.|Nu då?|Ja!",
        "”Ja!” sa hon.|”Nej.”|Sen blev det tyst…|Och så kom A. Svensson.",
        "Jag vet inte... det var ju så.|Eller?",
        "1. Första punkten.|Den är kort.",
        "a) Ett.|Två.",
        "Hon fick 3 st.|Sen blev det 500 kr.|Mer blev det inte.",
        "Det kostade ca. 40 kr och tog resp. 2 år.",
        "Det stod i.|Sedan föll det.",
        "Han gick i å.|Vad menas?",
        "Se prop. 2018/19:5 och kap. 3 i boken.|Den är bra.",
        "Vi ses den 3 jan. 2019 eller fr.o.m. 1 feb. 2020.",
        "Det var så (tror jag).|Kanske inte.¹|Vem vet?",
        "Dr. Lind och prof. Ek kom.|De gick.",
        "Vad?!|Nej men alltså.|Hördu!",
        "Ring tel. 08-123 45.|Fråga efter Bo.",
        "Hon sa: ”Det går bra.”|Jag trodde henne.",
        "Har du koll?|Jag har koll.|Bra.",
        "Jag tog bil.|Det var max.|Det tog en min.|Sen kom vi fram.",
        "Det blev bra 😀.|Ja.",
    ],
    "da": [
        "Hun kom kl. 10 og talte f.eks. Dansk.|Så gik hun.",
        "Det er iht. Loven.|Ja, hhv. Per og Ib var der.",
        "Den 3. juni var vi ca. 10 mio. Danskere.",
        "Vi fik kaffe, te osv.|Bagefter gik vi.",
        "Se afd. 4 og pkt. 7.|Det er klart!|Er det?",
        "Jf. Bilag 2 og vedr. Kim mv.|Derefter sluttede vi.",
        "Han boede på en ø.|Der var stille.",
    ],
    "en": [
        "Mr. Smith and Dr. Jones met.|They talked, e.g. About support.",
        "“Really?” she said.|“Yes.”|It ended at 5 p.m.|Then we left.",
        "I said no.|Then I left.",
        "It was J. R. Ewing.|He laughed.",
        "He came from the U.S. Government office.",
    ],
}


@pytest.mark.parametrize(("language", "line"), [(key, line) for key, lines in STRESS.items() for line in lines])
def test_lines_written_to_mislead(language: str, line: str) -> None:
    text = line.replace("|", " ")
    assert [text[start:end] for start, end in sentence_spans(text, language=language)] == line.split("|")


def test_a_line_end_ends_a_sentence() -> None:
    text = "Rubrik utan punkt\nSedan text.  \n\n Och mer"
    assert [text[a:b] for a, b in sentence_spans(text)] == ["Rubrik utan punkt", "Sedan text.", "Och mer"]


def test_a_part_of_the_text_keeps_the_positions_of_the_whole() -> None:
    text = "R1: Ja. Nej. R2: Jo."
    assert [text[a:b] for a, b in sentence_spans(text, 4, 12)] == ["Ja.", "Nej."]


def test_edges() -> None:
    text = "Ett. Två.\n\nTre."
    assert [next_sentence_edge(text, place) for place in (0, 4, 9, 15)] == [4, 9, 15, 15]
    assert [previous_sentence_edge(text, place) for place in (15, 11, 5, 0)] == [11, 5, 0, 0]
    assert sentence_at(text, 6) == (5, 9)
    assert sentence_at(text, 10) == (10, 10)


@given(st.text(st.sampled_from("ab. ?!…”\n1\u00a0A")))
def test_spans_cover_all_words_in_order_without_overlap(text: str) -> None:
    spans = sentence_spans(text)
    assert all(a < b for a, b in spans)
    assert all(one[1] <= two[0] for one, two in pairwise(spans))
    outside = text
    for a, b in reversed(spans):
        outside = outside[:a] + outside[b:]
    assert not outside.strip()
