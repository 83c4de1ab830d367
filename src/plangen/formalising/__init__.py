"""Formalising: from plain words to a plan format and typed constraints, each with the words it comes from.

The way of a text through the room:

```text
text        "Ada is busy until 10. Talk to her for 30 minutes."
  | statements, tables          cut into sentences, clauses, list items, chat lines, table rows
statements  "Ada is busy until 10" | "Talk to her for 30 minutes"
  | cues, structure, nearest    readings by makers that err differently; possible: what the values allow at all
  | readings                    what they come to together, and whether that is settled
kinds       blocked | length
  | reader: roles, activities   who and what there is; rows, sayings: what each statement says of them
facts       Busy(Ada, until 10:00) | Lasts(talk, 30 minutes)
  | calendar, hours, assemble   what tick a day and a minute is; slots and checks on the clock or in days
problem     slot `talk` of 30 minutes; avoid [0, 600)
  | believed                    the trust ladder; what nobody understood stays uncovered
task        plan format, constraints with their trust, uncovered words
```

Everything but `nearest` is pure and knows no model. What is said and not surely understood becomes `unread`; nothing is
guessed: with a statement unread no plan is certified.
"""
