"""Answers of pandas to questions about the goodbooks catalogue; prints JSON.

usage: catalogue_answers.py GOODBOOKS.parquet

Each question stands beside the expression that answers it, written by hand. Names are in braces, so that a reader of
the output can misspell them. Answers are one of
  {"number": n}             a count or a figure
  {"titles": [id, …]}       exactly these, in any order
  {"names": [text, …]}      exactly these, in any order
  {"winner": id or name}    of a comparison
"""

import json
import sys

import numpy as np
import pandas as pd

books = pd.read_parquet(sys.argv[1])
books["id"] = books.book_id.astype(str)
books["year"] = books.original_publication_year
# A trailing "(Name, #3)" is the series; the title is what stands before it.
series = books.title.str.extract(r"^(?P<rest>.+?)\s*\((?P<name>[^()]+?),?\s*#(?P<number>\d+(?:\.\d+)?)(?P<more>[-–&]\d+)?[^()]*\)\s*$")
books["short"] = series.rest.fillna(books.title).str.strip()
books["series"] = series.name.str.strip()
books["number"] = pd.to_numeric(series.number.where(series.more.isna()))
names = books.authors.str.split(", ")


def by(name):
    return books[names.map(lambda all_names: name in all_names)]


def titled(title, author=None):
    found = books[books.short == title]
    if author is not None:
        found = found[found.authors.str.contains(author, regex=False)]
    assert len(found) > 0, title
    return found.sort_values("ratings_count").iloc[-1]


def number(value):
    return {"number": float(value)}


def titles(rows):
    return {"titles": sorted(rows.id)}


def first(rows, column, ascending=True, n=1, skip=0):
    known = rows.dropna(subset=[column]).sort_values(column, ascending=ascending, kind="stable")
    last = known[column].iloc[skip + n - 1]
    start = known[column].iloc[skip]
    inside = known[(known[column] >= min(start, last)) & (known[column] <= max(start, last))]
    return titles(inside)


def people(row):
    return {"names": sorted(row.authors.split(", "))}


def winner(a, b, column, more=True):
    x, y = a[column], b[column]
    assert x != y
    return {"winner": a.id if (x > y) == more else b.id}


def most(a, b):
    x, y = len(by(a)), len(by(b))
    assert x != y
    return {"winner": a if x > y else b}


def between(low, high):
    return books[(books.year >= low) & (books.year <= high)]


def in_language(codes):
    return books[books.language_code.isin(codes)]


QUESTIONS = [
    ("How many books by {John Steinbeck} are in the catalogue?", lambda: number(len(by("John Steinbeck")))),
    ("how many titles do you have by {Margaret Atwood}", lambda: number(len(by("Margaret Atwood")))),
    ("Number of books written by {Roald Dahl}", lambda: number(len(by("Roald Dahl")))),
    ("How many books did {Isaac Asimov} write before 1960?", lambda: number((by("Isaac Asimov").year < 1960).sum())),
    ("How many {Ian McEwan} books came out after 2000?", lambda: number((by("Ian McEwan").year > 2000).sum())),
    ("How many books were published in 2005?", lambda: number((books.year == 2005).sum())),
    ("How many books in the catalogue are from the 1970s?", lambda: number(len(between(1970, 1979)))),
    ("How many books were published between 1920 and 1929?", lambda: number(len(between(1920, 1929)))),
    ("How many titles are in French?", lambda: number(len(in_language(["fre"])))),
    ("How many books have a rating above 4.6?", lambda: number((books.average_rating > 4.6).sum())),
    ("How many books have at least 750,000 ratings?", lambda: number((books.ratings_count >= 750000).sum())),
    ("How many books are there in the {Dresden Files} series?", lambda: number((books.series == "The Dresden Files").sum())),
    ("How many different authors are there?", lambda: number(len(set(name for all_names in names for name in all_names)))),
    ("Who wrote {Lord of the Flies}?", lambda: people(titled("Lord of the Flies"))),
    ("who is the author of {The Secret Garden}", lambda: people(titled("The Secret Garden"))),
    ("Can you tell me who wrote {A Clockwork Orange}?", lambda: people(titled("A Clockwork Orange"))),
    ("Which author wrote {Water for Elephants}?", lambda: people(titled("Water for Elephants"))),
    ("When was {The Grapes of Wrath} first published?", lambda: number(titled("The Grapes of Wrath").year)),
    ("What year did {Charlotte's Web} come out?", lambda: number(titled("Charlotte's Web").year)),
    ("In what year did {Ernest Hemingway} publish {The Old Man and the Sea}?", lambda: number(titled("The Old Man and the Sea").year)),
    ("What is the rating of {The Giver}?", lambda: number(titled("The Giver").average_rating)),
    ("How many ratings does {Gone Girl} have?", lambda: number(titled("Gone Girl").ratings_count)),
    ("What's the ISBN of {The Book Thief}?", lambda: {"names": [titled("The Book Thief").isbn13]}),
    ("What is the oldest book by {Virginia Woolf}?", lambda: first(by("Virginia Woolf"), "year")),
    ("What is {Cormac McCarthy}'s newest book?", lambda: first(by("Cormac McCarthy"), "year", False)),
    ("Which book by {Kazuo Ishiguro} has the best rating?", lambda: first(by("Kazuo Ishiguro"), "average_rating", False)),
    ("Which book has the most ratings?", lambda: first(books, "ratings_count", False)),
    ("What is the oldest book you have?", lambda: first(books, "year")),
    ("What is the second oldest book by {Charlotte Brontë}?", lambda: first(by("Charlotte Brontë"), "year", skip=1)),
    ("List the three most rated books by {James Patterson}", lambda: first(by("James Patterson"), "ratings_count", False, 3)),
    ("Top 5 highest rated books from the 1960s", lambda: first(between(1960, 1969), "average_rating", False, 5)),
    ("Show me all books by {Ray Bradbury}", lambda: titles(by("Ray Bradbury"))),
    ("Which books by {Philip Roth} were published before 2000?", lambda: titles(by("Philip Roth")[lambda b: b.year < 2000])),
    ("books by {Salman Rushdie} since 1990", lambda: titles(by("Salman Rushdie")[lambda b: b.year >= 1990])),
    ("Which {Bill Bryson} books are rated above 4?", lambda: titles(by("Bill Bryson")[lambda b: b.average_rating > 4])),
    ("Which is the second book in the {Maze Runner} series?", lambda: titles(books[(books.series == "Maze Runner") & (books.number == 2)])),
    ("List the books of the {Millennium} series", lambda: titles(books[books.series == "Millennium"])),
    ("What is the average rating of the books by {Jane Green}?", lambda: number(by("Jane Green").average_rating.mean())),
    ("Average number of ratings of books by {Paulo Coelho}", lambda: number(by("Paulo Coelho").ratings_count.mean())),
    ("total number of ratings of {Veronica Roth}'s books", lambda: number(by("Veronica Roth").ratings_count.sum())),
    ("What is the median rating of books published in 2012?", lambda: number(books[books.year == 2012].average_rating.median())),
    ("Which author has written the most books?", lambda: {"names": [names.explode().value_counts().index[0]]}),
    ("Which books by {Michael Crichton} have the word world in the title?", lambda: titles(by("Michael Crichton")[lambda b: b.short.str.contains(r"\bworld\b", case=False)])),
    ("How many books by {Dean Koontz} are not in the {Odd Thomas} series?", lambda: number((by("Dean Koontz").series != "Odd Thomas").sum())),
    ("books by {Ken Follett} or {Wilbur Smith}", lambda: titles(pd.concat([by("Ken Follett"), by("Wilbur Smith")]))),
    ("Wer schrieb {The Shining}?", lambda: people(titled("The Shining"))),
    ("Wie viele Bücher von {Umberto Eco} gibt es?", lambda: number(len(by("Umberto Eco")))),
    ("Combien de livres de {Milan Kundera} avez-vous ?", lambda: number(len(by("Milan Kundera")))),
    # Comparisons.
    ("Which is older, {Ulysses} or {Mrs. Dalloway}?", lambda: winner(titled("Ulysses"), titled("Mrs. Dalloway"), "year", False)),
    ("Which was published first, {Slaughterhouse-Five} or {Catch-22}?", lambda: winner(titled("Slaughterhouse-Five"), titled("Catch-22"), "year", False)),
    ("Which has a higher rating, {Life of Pi} or {The Alchemist}?", lambda: winner(titled("Life of Pi"), titled("The Alchemist"), "average_rating")),
    ("Does {The Help} have more ratings than {Water for Elephants}?", lambda: winner(titled("The Help"), titled("Water for Elephants"), "ratings_count")),
    ("Is {The Da Vinci Code} newer than {The Lovely Bones}?", lambda: winner(titled("The Da Vinci Code"), titled("The Lovely Bones"), "year")),
    ("What is better rated, {Outlander} or {Dune}?", lambda: winner(titled("Outlander"), titled("Dune"), "average_rating")),
    ("Did {Ian Fleming} or {Tom Clancy} write more books?", lambda: most("Ian Fleming", "Tom Clancy")),
    ("Who has written more books, {Lee Child} or {Michael Connelly}?", lambda: most("Lee Child", "Michael Connelly")),
    ("Are there more books by {Anne Rice} or by {Dean Koontz}?", lambda: most("Anne Rice", "Dean Koontz")),
    ("Do we have more books by {Jules Verne} than by {Mark Twain}?", lambda: most("Jules Verne", "Mark Twain")),
    ("Of {Wicked} and {Holes}, which one is older?", lambda: winner(titled("Wicked: The Life and Times of the Wicked Witch of the West"), titled("Holes"), "year", False)),
    ("Which came out later, {The Road} or {Never Let Me Go}?", lambda: winner(titled("The Road"), titled("Never Let Me Go"), "year")),
]

#: Nothing in the file answers these.
UNANSWERABLE = [
    "How many pages does {Lord of the Flies} have?",
    "How much does {The Giver} cost?",
    "What is the cheapest book by {Roald Dahl}?",
    "Who published {The Grapes of Wrath}?",
    "Which {Margaret Atwood} hardbacks do you have?",
    "How many copies of {Gone Girl} did we sell last month?",
    "Is {The Secret Garden} in stock?",
    "How many poetry books are there?",
    "Which genre is {Dune}?",
    "Which prizes did {Life of Pi} win?",
    "Where was {John Steinbeck} born?",
    "Who illustrated {Charlotte's Web}?",
    "Who translated {The Alchemist}?",
    "When did {Virginia Woolf} die?",
    "Who directed the film of {The Help}?",
    "How long did {Jules Verne} take to write his first book?",
    "Who wrote {The Clockmaker of Amberly Street}?",
    "When was {A Whisper Beneath the Glacier} published?",
    "How many books by {Thaddeus Wormwell} are there?",
    "List the books by {Clarissa Undergrove}",
    "How many books are in the {Moonfern Orchard} series?",
    "What is the rating of {The Seventh Lantern of Ostrava}?",
    "When did {Roald Dahl} write {Jane Eyre}?",
    "In what year did {Ian Fleming} publish {The Grapes of Wrath}?",
    "How many ratings does {Dune} by {Jodi Picoult} have?",
    "Which books by {Jane Austen} are in the {Maze Runner} series?",
    "Who wrote {Margaret Atwood}?",
    "Which books were published before 1850 and after 1950?",
    "Which is longer, {Dune} or {Outlander}?",
    "How old should a child be to read {Holes}?",
]


def plain(value):
    if isinstance(value, (np.integer, np.floating)):
        return float(value)
    raise TypeError(type(value))


print(
    json.dumps(
        {
            "pandas": pd.__version__,
            "questions": [{"question": question, "answer": answer()} for question, answer in QUESTIONS],
            "unanswerable": UNANSWERABLE,
        },
        default=plain,
    )
)
