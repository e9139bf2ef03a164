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
// A [Table] counts the answers to one question. A [Cross] counts them by the groups of people who gave an answer to
// another question; only [Policy.ReleaseCrosses] reveals its counts.
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
// Percentages are whole numbers, computed from released counts only, and of at least 20 people.
//
// Figures about numbers that people gave, such as what they pay or how many they employ, are shown about proposals only:
//
//   - A mean or a sum needs at least 10 people who did not all give the same number, nor all but one of fewer than 20. All
//     numbers but the two largest add up to at least 10% of the largest: otherwise the respondent who gave the
//     second largest would know the largest to within 10% (the p% rule). What rounding leaves open counts too.
//   - A quantile is a number that a person gave. A median needs at least 20 people and quartiles at least 40, so that 10 are on
//     each side.
//   - Mean ranks need 10 people who ranked the option. Points tell mean ranks, so they are shown if all options have as many.
//     The means of a budget add up to its total, so all are shown or none.
//   - In later releases figures about numbers are shown only of the same people: a sum over ten can follow from two of them.
//
// # Several tables and releases
//
// A consultation is released as a whole and often more than once: responses arrive late on paper, are excluded, restored or
// withdrawn, and the questionnaire changes. A [Publication] is one release while it is put together. It knows the
// [History] of what was released before, with the responses that the releases count in the same way, and the [Form] of each
// version, with who is asked what. The rules:
//
//   - Two releases differ by no response or by at least 10, however all of them together tell responses apart
//     ([History.MayRelease]).
//   - A table about proposals follows others about the same question only if it counts the same people, or if every
//     group of people whom the tables tell apart has at least 10 who answered ([Policy.MayFollow]).
//   - A table about people is shown in one release only: the first in which there is something to show.
//   - Numbers of responses by channel, edition or version are shown again only if all of them were shown, and each
//     differs by none or at least 10. If an earlier release hides some, they are not shown again.
//   - The answers of similar responses that are set apart are protected like those about people. If some of them are
//     hidden, no other table of the question, before or after, counts any of these people; and what is not shown of them
//     must not follow from tables that include or leave them out.
//   - A question that depends on answers about people is shown only if its condition tests one question, all of whose
//     numbers are shown, and is the same in every version ([Policy.IsLinked]). Whatever it depends on, if the versions
//     ask it differently then at least 10 people who answered what the condition tests were asked in each way, and it is
//     shown in one release only: otherwise the number of people who were not asked tells what the few people of
//     an edition answered.
//   - A question that only some versions ask is withheld if it would reveal a hidden number of responses to them
//     ([Publication.Divides]).
//   - A question is in crosses of one release only, and its one-way table is not shown for other people then.
//
// [Derivable] says whether a number follows from others by adding and subtracting.
//
// # Crossed tables
//
// A cross is published beside the one-way tables of its two questions, and counts the same people: each response once, so
// that a row or column for those who skipped a question or were not asked it belongs to it. A question of which people
// could choose several answers is not a side of a cross. These rules protect it:
//
//   - Groups before cells: if fewer than 10 people of a group answered the question, or fewer than 10 of all other groups
//     together, the groups of that characteristic are merged to the next broader ones that the caller names (19 ethnic
//     groups to 5), in all crosses of the release. With the broadest groups, the row or column is hidden as a whole.
//   - Primary suppression: counts from 0 to 4 are hidden; from 0 to 9 if either subject is sensitive. A 0 is hidden
//     because it says of everyone in a group what they did not answer, and because a hidden count could otherwise not
//     be 0. Counts that follow from a 0 in the one-way table are shown, and so is how many people of a group skipped a
//     question about the proposals, which is the base of percentages.
//   - One mind: if all or all but one of those in a row or column are in one cell, it is hidden as a whole, whatever its
//     size: it would reveal the answer of everyone who is known to belong to it.
//   - A row or column whose total the one-way table hides is hidden as a whole. The total of merged groups is hidden if
//     it would reveal the total of one of them.
//   - Secondary suppression: more cells are hidden until the possible values of every hidden cell span at least 5, or
//     as much as with the one-way tables alone, which are published anyway. The limits are those of a reader who uses
//     everything that is shown of the cross and the two tables. They are computed exactly, as flows in a network: see
//     below.
//   - The same for an informed reader, who also knows of each hidden cell whether it is below the threshold, unless its
//     row or column is hidden as a whole: then the values span at least half of what the mark says (2 for a threshold
//     of 5, and 4 for one of 10) where more cells can be hidden, and are never a single value.
//   - Up to 16 hidden cells, each must also have another value in a table of which the same cells would be hidden: a
//     reader could run this program on all tables that agree with what is shown. Behind larger ones there are too many.
//   - A table that cannot be protected with any of the groups is withheld.
//   - Several crosses of one release form a forest: see [Policy.ReleaseCrosses].
//
// The limits of a hidden cell: a table with its totals is a network in which people flow from each answer of one
// question to each answer of the other, and a hidden cell can be larger by as many people as can be sent back from its
// column to its row over other hidden cells. Since the equations of such a table are totally unimodular, the limits
// are whole numbers, and each is reached by a table of whole numbers that agrees with everything that is shown. So
// “safe” rests on two such tables for each hidden cell, not on a relaxation. Hiding more never takes away a table
// that was found, so a cell that has been proven safe is not looked at again. Which cells are hidden is chosen by the
// shortest path: the fewest cells, and then those with fewer people, that close a circle through the cell that is
// not safe yet. That is not always the best choice, which is hard to compute, but always a safe one.
//
// Not promised of crosses: that a respondent who subtracts themselves from a cell learns no more than others; a span
// of 5 leaves room for that. And sums of hidden cells can follow from the totals, if they are at least 5.
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
//   - no count of people by two characteristics, or of few people of an edition by an answer, follows that a cross
//     does not show.
//
// Not promised: bounds that follow from whole percentages, and what a mean tells together with the count of a band of
// numbers. Bounds that follow from counts that cannot be negative are considered for hidden counts, in all
// releases together, but not for figures about the ten people or more by whom two tables differ.
//
// # Which rule answers which attack
//
//	one filled cell in a row, or all of a group in one cell  one mind, homogeneous groups
//	a hidden cell from its total                             secondary suppression, as wide as 5
//	hidden cells from several crosses                        the forest: see Policy.ReleaseCrosses
//	running this program on every possible table             the knowing reader, ambiguity of crosses
//	a release minus another one, or any sum of several       MayRelease, MayFollow, tables about people once
//	all people minus those of a slice                        at least 10 in each slice and in its complement
//	who was not asked, by answers or by edition              IsLinked, Divides
//	sets of similar responses, apart and counted             hidden answers are of people in no other table
//	a hidden number by edition, from a later one             breakdowns are not shown again
//	the largest number from a mean                           dominance
//	a person's number as a quantile                          10 people on each side
//	a hidden mean rank from points                           all points or none
//	numbers while responses arrive                           AtLeast
//
// The tests attack the results: for 10,000 random tables, a reader who tries every
// table that could have been released in the same way never finds a hidden number.
// With any one rule disabled, that reader does. For histories of releases, package internal/attack invents consultations
// that are released up to four times, with questions of single and multiple choice and grids, and solves the equations of
// everything that was ever published for a reader who knows whom each release counts, and for one who knows only how many
// are excluded for which reason: 800 histories in the tests and 10,000 in “folkmoot bench disclose”, without a hidden
// number whose possible values span less than 5 (or than they do by themselves). With any one rule disabled, it finds one
// within 100 histories. Its simplex method shares no code with this package and agrees with gonum and glpsol. For the
// numbers while responses arrive, a reader tries every history of a few days. Crosses are attacked with two solvers of
// linear programmes that share no code with this package (gonum, and glpsol where it is installed), alone and together,
// and by a reader who runs the program on every small table.
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
//   - Means and quantiles: the p% rule for sums is in the Handbook, chapter 4. The output rules of the Australian
//     Bureau of Statistics for its DataLab ask for 10 contributors to means and percentages, for no dominance, and for a
//     minimum of contributors to quantiles; that 10 must be on each side of a quantile is our reading of both.
//   - Crosses: M. Fischetti and J. J. Salazar, Solving the cell suppression problem on tabular data with linear
//     constraints, Management Science 47(7), 2001, define the reader's problem and the best choice of cells. J. Castro,
//     Network flows heuristics for complementary cell suppression, in Inference Control in Statistical Databases,
//     Springer, 2002, chooses by shortest paths. That a span is needed and not only more than one value, and that the
//     limits must be computed for everything that is published together: the Handbook, chapter 4. A. J. Hoffman and
//     J. B. Kruskal, Integral boundary points of convex polyhedra, 1956, is why they are whole numbers. That crosses
//     which form a forest can be joined: S. L. Lauritzen, Graphical Models, 1996, on decomposable models.
//   - Counts are hidden, not rounded or perturbed, because the number of responses can
//     be checked in the public record, and tables that did not add up to it would not be
//     trusted. The Office for National Statistics perturbs counts of the 2021 Census with cell keys, which suits
//     many flexible tables of many people; the decision record about hiding or noise compares the two.
package disclose
