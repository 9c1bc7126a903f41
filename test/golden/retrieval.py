"""Write the golden cases of stems and of BM25.

    python -m venv .venv-golden
    .venv-golden/bin/pip install snowballstemmer==2.2.0 bm25s==0.2.14 numpy==2.4.6
    .venv-golden/bin/python test/golden/retrieval.py

Writes stems.json and bm25.json beside this script: roots with endings, so that every rule is met, and their stems; and
documents as words with the scores that bm25s gives them.
"""

import json
from importlib.metadata import version
from pathlib import Path

import bm25s
import numpy as np
import snowballstemmer

HERE = Path(__file__).parent
SEED = 20261125

ROOTS = {
    "english": "relat condition hop hopp run argu happi abil nation commun gener arsen gentl controll fall roll tan agre "
    "beauti y play sky die toy yield ow effect radic formal electr communism vietnam adopt decis creat activ sensib "
    "analog geolog use rat cat s th bless luxuriat troubl siz fil ee suc proc",
    "german": "haus häus büch lieb freund seh geh schön mäus straß tag woch jahr heit reis frau mädch neu alt gross klein "
    "deutsch freiheit verein sicher mög glück wiss les schreib könig üb quäl bau ey au",
    "french": "aim fin parl étrang misér grand petit heur nation créat activ vérit prudent amour lent fréqu jou yeux appel "
    "montagn logiqu ambigu chos doux roi abb continu gu ill aid natur vigoureus",
}
ENDINGS = {
    "english": "|e|s|es|ed|ing|ly|y|ies|ied|er|ers|ational|tional|ization|izer|fulness|ousness|iveness|biliti|bility|ness|ful"
    "|al|ance|ence|able|ible|ment|ement|ent|ion|ions|ism|ist|ous|ive|ative|icate|alize|ical|logy|eed|eedly|ingly|edly"
    "|'s|'|ss|us|lessly|ation|ator|ll|ate|at|bling|izing",
    "german": "|e|en|er|em|es|s|ern|est|st|ung|ungen|heit|keit|lich|lichen|isch|ig|igkeit|end|in|innen|te|ten|et|chen|nis",
    "french": "|e|s|es|ent|er|ez|é|ée|és|ait|aient|ant|ement|ements|ation|ateur|trice|ité|ités|if|ive|euse|eux|ance|ence"
    "|ique|isme|able|logie|ir|issant|ira|it|irent|erions|âmes|ions|ment|amment|emment|aux|ier|ière|ution",
}
WHOLE = {
    "english": "skis skies dying lying tying idly gently ugly early only singly sky news howe atlas cosmos bias andes inning "
    "outings canning herrings earring proceeded exceeds succeeding this is was has the of be bee ties dies cries "
    "retrieval whaling lighthouses yesterday enjoyed",
    "german": "häuser bücher mädchen straße größe die der das",
    "french": "étranger misérables yeux chevaux par taper col",
}


def stems() -> None:
    cases = {}
    for language, roots in ROOTS.items():
        words = [root + ending for root in roots.split() for ending in ENDINGS[language].split("|")]
        words = list(dict.fromkeys(words + WHOLE[language].split()))
        stemmer = snowballstemmer.stemmer(language)
        cases[language] = {"words": words, "stems": stemmer.stemWords(words)}
    write("stems", "snowballstemmer", 0, "stems are equal or not", cases)


def bm25() -> None:
    rng = np.random.default_rng(SEED)
    chances = 1 / np.arange(1, 201)
    chances /= chances.sum()

    def text(most: int) -> list[str]:
        return [f"w{word}" for word in rng.choice(200, size=rng.integers(1, most), p=chances)]

    documents = [text(60) for _ in range(80)]
    queries = [sorted(set(text(8))) for _ in range(25)]
    cases = {}
    for k1, b in [(0.5, 0.6), (1.2, 0.75), (2.0, 0.0)]:
        retriever = bm25s.BM25(method="lucene", k1=k1, b=b)
        retriever.index(documents, show_progress=False)
        known = {word for words in documents for word in words}
        scores = [retriever.get_scores([word for word in query if word in known]) for query in queries]
        cases[f"k1={k1} b={b}"] = {
            "k1": k1,
            "b": b,
            "documents": [" ".join(words) for words in documents],
            "queries": [" ".join(query) for query in queries],
            "scores": [[float(score) for score in row] for row in scores],
        }
    write("bm25", "bm25s", 2e-6, "bm25s keeps scores in float32, the index in float64", cases)


def write(name: str, library: str, tolerance: float, why: str, cases: dict) -> None:
    golden = {
        "library": f"{library} {version(library)}",
        "script": "test/golden/retrieval.py",
        "seed": SEED,
        "tolerance": tolerance,
        "whyThatTolerance": why,
        "cases": cases,
    }
    (HERE / f"{name}.json").write_text(json.dumps(golden, ensure_ascii=False) + "\n")


stems()
bm25()
