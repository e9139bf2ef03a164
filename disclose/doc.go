// Package disclose is statistical disclosure control: it decides which counts of people
// may be published without revealing what individuals said about themselves.
//
// A number begins as a [Count], which cannot be printed, compared, encoded or shown on
// a page. Only [Policy.Release] converts the Counts of a [Table] to [Cell] values, each
// either a number or one of four marks:
//
//	[c]    confidential: hidden to protect people's identities
//	[x]    not available: too few people answered for the figure to be reliable
//	[z]    not applicable: a percentage of nothing
//	[low]  more than 0, but rounds to 0
//
// A hidden number is never shown as 0 or as a blank. The marks are those of the
// Government Analysis Function's guidance "Symbols in tables" for official statistics
// in the United Kingdom.
//
// The package is deterministic: the same table is always released in the same way.
//
// # Rules
//
// A table counts the answers to one question. There is no type for a cross-tabulation,
// so one cannot be released by mistake.
//
// Answers to questions about the proposals ([Proposal]) are published exactly if at
// least 10 people answered.
//
// Answers to questions about the respondents themselves ([Monitoring], [Sensitive]) are
// protected by these rules:
//
//   - Primary suppression: counts from 1 to 4 are hidden; from 1 to 9 if the subject is
//     sensitive (ethnic group, religion, health and disability, sexual orientation,
//     gender identity, pregnancy: special category data and what is handled as such).
//   - Secondary suppression: hidden counts must not follow from the total, which is
//     known, as are the numbers who answered, preferred not to say, skipped the question
//     and were not asked. So the smallest of the other counts are hidden too, one size
//     after another, until the possible values of each hidden count span at least 5,
//     even for a reader who knows that the smallest are hidden first. Where people could
//     choose several options, a reader who knows the rules may learn that a hidden
//     count is from 1 to 4 (or 1 to 9), but no more.
//   - Zeros are shown, unless that would reveal a hidden count.
//   - Homogeneous groups: if fewer than 20 people answered and all or all but one of
//     them gave the same answer, the table is withheld, because it would reveal what
//     each member of a small known group said.
//   - A table is withheld completely if fewer than 10 people answered or if it cannot be
//     protected.
//
// Percentages are whole numbers, computed from released counts only, and of at least 20
// people. Means, quartiles and similar measures need at least 10 answers that are not
// all the same.
//
// # Several tables
//
// Tables about the same question that count nearly the same people can be compared.
// [Policy.MayFollow] allows a further table about proposals only if it counts the same
// people as the tables before it, or if every group of people whom the tables tell apart
// has at least 10 people who answered. [Derivable] says whether a number follows from
// others by adding and subtracting; callers use it to hide what would reveal another
// hidden number.
//
// # Numbers while responses arrive
//
// [Policy.AtLeast] gives numbers of people that staff may see again and again before the
// release: "at least 40". They are rounded down, count a secret selection of the responses
// and leave room for other answers, so that neither their changes nor the release show what
// few people answered. A reader who sends many invented responses, so that the others
// between two counts are few, can learn more.
//
// # What is promised, and what is not
//
// These promises hold for everything that a consultation publishes, in all its releases
// together, for a reader who adds and subtracts published counts, whatever else they know
// about who took part:
//
//   - no hidden count follows from shown ones, whether of answers, of responses to a
//     version of the form, or of responses that were excluded;
//   - no figures about proposals follow for fewer than 10 people who answered, except
//     that 10 responses or more may have counts of single answers that are small;
//   - no count of people by two characteristics follows. A question that depends on
//     answers about people is shown only if its condition tests one question, all of
//     whose numbers are shown, and is the same in every version of the form.
//
// Not promised yet: measures are released by their base alone. A mean of few large
// numbers, quartiles of few people, and ranks beside points are not part of the
// constraints, and bounds that follow from whole percentages or from counts that cannot be
// negative are considered within one table only.
//
// The tests attack the results: for 10,000 random tables, a reader who tries every
// table that could have been released in the same way never finds a hidden number.
// With any one rule disabled, that reader does. For the numbers while responses arrive, a
// reader tries every history of a few days.
//
// # Sources
//
//   - The threshold of 5 follows NHS Digital's hospital statistics before 2018 (1 to 5
//     hidden, with secondary suppression); the threshold of 10 for sensitive subjects
//     follows NHS Education for Scotland (1 to 9 need a risk assessment) and the ONS
//     Longitudinal Study (at least 10 observations).
//   - That secondary suppression must be verified by attacking the result, and that a
//     small homogeneous group is a disclosure although none of its counts is small: A.
//     Hundepool and others, Handbook on Statistical Disclosure Control, ESSnet SDC, 2010.
//   - Counts are hidden, not rounded or perturbed, because the number of responses can
//     be checked in the public record, and tables that did not add up to it would not be
//     trusted.
package disclose
