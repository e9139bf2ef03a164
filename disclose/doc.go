// Package disclose decides which numbers about people may be published.
//
// A number starts as a Count, which cannot be printed, compared, written as
// JSON or put on a page. Policy.Release alone turns the Counts of a Table into
// Cells, and a Cell is either a number or one of four marks:
//
//	[c]    confidential: it is hidden so that nobody can be recognised
//	[x]    not available: there are too few answers for this figure to mean anything
//	[z]    not applicable: there is nothing that it could be a share of
//	[low]  more than none, but rounds to 0
//
// A hidden number is never shown as 0 and never as a blank. The marks are those
// of the guidance "Symbols in tables" of the Government Analysis Function,
// which producers of official statistics in the United Kingdom follow.
//
// # The rules
//
// A table counts the answers to one question; it is never crossed with
// another. There is no type for a crossed table, so nobody can release one by
// mistake.
//
// Answers to a question about the proposals are what people came to tell the
// council. They are published exactly, if at least ten people answered.
//
// Answers to a question about the people themselves (monitoring) are
// protected:
//
//   - Primary: a count of 1 to 4 is hidden; 1 to 9 where the subject is
//     sensitive: gender identity, sexual orientation, religion, kind of
//     disability, pregnancy.
//   - Secondary: nobody may find a hidden count by taking what is shown from
//     the total. How many answered, preferred not to say, skipped the question
//     or were not asked counts as known. The smallest of the shown counts is
//     hidden too, and the next, until what a hidden count could be spans at
//     least five, also for a reader who knows that the smallest are hidden
//     first. Where people could choose several answers, a reader of the rules
//     may know that a hidden count is 1 to 4 (or 1 to 9), and no more.
//   - Zero is shown, unless that would give a hidden count away.
//   - Group: if fewer than twenty answered and all of them, or all but one,
//     said the same, the table is withheld: it would tell what each of a small
//     known group said.
//   - A table that cannot be protected, and one to which fewer than ten people
//     answered, is withheld whole.
//
// Shares are whole percentages of released counts, and only of twenty or more
// people. Means, quartiles and the like need ten answers that are not all the
// same.
//
// A test tries every table that could have been for 10,000 random ones, and a
// reader who runs this very program on each never finds a hidden number. With
// any one rule off, that reader does.
//
// # Where the rules come from
//
// The threshold of five for ordinary and ten for sensitive subjects joins the
// practice of NHS Digital's hospital statistics before 2018 (1 to 5 hidden, and
// others hidden to protect them), of NHS Education for Scotland (1 to 9 sent to
// a risk assessment) and of the ONS Longitudinal Study (ten observations). That
// secondary suppression must be checked by attacking the result, and that a
// whole small group in one cell is a disclosure although no count in it is
// small, is the teaching of the ESSnet Handbook on Statistical Disclosure
// Control. We hide and do not round or perturb, because the number of responses
// is in a public record that anybody can check, and tables that did not add up
// to it would not be believed.
package disclose
