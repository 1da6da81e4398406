"""How scores are calculated, and every threshold that they are compared with."""

# A score is 100 × likeness (1 − typing errors ÷ letters), minus:
NO_ARTICLE = 2  # for a missing article: `luc` finds Le Luc with 98
SHORT_FORM = 5  # for missing last words: `laragne` finds Laragne-Montéglin with 95
OTHER_ARTICLE = 10  # for an article that the name does not have: `la seyne` finds Seyne with 90
# The score of a name of which the query is only a part:
CUT_SHORT = 95  # the query abbreviates the name's words: `Puget-Th.`
PART = 75  # the query is whole words from inside the name: `montéglin`
BEGUN = 60  # the query is the name's first letters; 30 × the share of the name that they make up is added

WHOLE = 98  # at least: nothing is misspelt, and nothing but an article is missing
SURE = 84  # at least: the best candidate is a match, if it also beats the next one by CLEAR
ANSWER_LONG = 66  # least score of a candidate for a misspelt query of more than SHORT letters
ANSWER = 60  # least score of any candidate: two errors in five letters are just enough
SUGGESTED = 50  # least score of a name that is suggested where there is no candidate
CLEAR = 8  # by how much a match beats the next candidate
CLEAR_OF_WHOLE = 1  # the same, where the match scores WHOLE or more

SHORT = 5  # a query of up to so many letters is compared with all spellings of about its length
SHARED = 5  # a misspelt short form counts only if no more communes share it; 98 share `saint`
