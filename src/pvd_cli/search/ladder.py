"""What a score is, and what it is good for: every threshold of the search."""

# A score is 100 × likeness (1 − typing errors ÷ letters), less:
NO_ARTICLE = 2  # for an article left out: `luc` is Le Luc with 98
SHORT_FORM = 5  # for last words left out: `laragne` is Laragne-Montéglin with 95
OTHER_ARTICLE = 10  # for an article too many: `la seyne` is Seyne with 90
# A name of which the query is a part scores:
CUT_SHORT = 95  # if its words begin as those of the query do: `Puget-Th.`
PART = 75  # if the query is whole words from inside it: `montéglin`
BEGUN = 60  # if the query is its first letters, and up to 30 more, for the share of it that they are

WHOLE = 98  # from here on nothing is misspelt, and nothing is left out but an article
SURE = 84  # from here on the best candidate is a match, if it is clear of the others
ANSWER_LONG = 66  # below, a misspelt name of more letters than SHORT is no candidate
ANSWER = 60  # below, nothing is a candidate: two errors in five letters are just enough
SUGGESTED = 50  # below, a name is not even suggested where there is no candidate
CLEAR = 8  # by so much a match beats the next candidate, unless it is whole: then by CLEAR_OF_WHOLE
CLEAR_OF_WHOLE = 1

SHORT = 5  # letters up to which a name is compared with all that are about as long
SHARED = 5  # communes beyond which a short form that they share is not looked for misspelt; 98 share `saint`
