// Package opendata writes releases as CSV files with machine-readable
// descriptions.
package opendata

import (
	"cmp"
	"fmt"
	"io"
	"strconv"

	"github.com/folkmoot/folkmoot/disclose"
	"github.com/folkmoot/folkmoot/internal/analysis"
	"github.com/folkmoot/folkmoot/internal/csvw"
)

// column is a column of a file with rows of type T. The same list is used for the file and its
// description, so that they always agree.
type column[T any] struct {
	name, title, datatype, description string
	value                              func(T) string
}

// resultRow is a row of results.csv: an answer to a question, or a question
// without answers to choose from.
type resultRow struct {
	release     *analysis.Release
	section     string
	question    *analysis.Question // nil in sections that are not about a question
	row         *analysis.Row
	option      *analysis.Option
	wording     int    // of a question whose meaning changed, from 1; else 0
	by          string // characteristic whose group the row has; "" for everyone together
	group       *analysis.Group
	scale       string // edition whose scale the row has; "" for all respondents
	key         string // channel, edition, kind of submission or cluster decision
	item        string // what is counted of a submission, or the number of a cluster
	rawCount    *int64 // a count that is not in table
	table       disclose.ReleasedTable
	optionIndex int // index of the option in table; -1 is none
}

// The sections of results.csv.
const (
	sectionProposals   = "views"
	sectionMonitoring  = "who-took-part"
	sectionGroups      = "by-group"
	sectionChannel     = "channel"
	sectionEdition     = "edition"
	sectionExclusions  = "excluded"
	sectionSubmissions = "submissions"
	sectionClusters    = "similar"
)

// originalScale is the value of column scale for the scale of the original.
const originalScale = "original"

var columns = []column[resultRow]{
	{
		"consultation",
		"Consultation",
		"string",
		"The consultation’s name in its web address.",
		func(l resultRow) string { return l.release.Consultation },
	},
	{
		"release",
		"Release",
		"integer",
		"The number of the release. A release never changes.",
		func(l resultRow) string { return strconv.FormatInt(l.release.Number, 10) },
	},
	{
		"section",
		"Section",
		"string",
		"views: answers about the proposals. who-took-part: equality monitoring answers. " +
			"by-group: answers about the proposals by the groups of one characteristic. " +
			"channel, edition: how responses were made. " +
			"excluded: excluded responses by reason, similar-responses-1 for the first group in the section similar. " +
			"submissions: letters, petitions and events, which are not added to the responses. " +
			"similar: groups of similar responses, how they were counted, and the answers of those excluded.",
		func(l resultRow) string { return l.section },
	},
	{
		"question",
		"Question",
		"string",
		"The ID of the question in the questionnaire.",
		func(l resultRow) string { return questionValue(l, func() string { return l.question.ID }) },
	},
	{
		"question_text",
		"Question text",
		"string",
		"The text of the question in the standard version, in this wording.",
		func(l resultRow) string { return questionValue(l, func() string { return l.question.Text }) },
	},
	{
		"wording",
		"Wording",
		"string",
		"If the meaning of the question changed during the consultation, the number of the wording, starting at 1. " +
			"Otherwise empty.",
		resultRow.wordingNumber,
	},
	{
		"scale",
		"Scale",
		"string",
		"If a version of the questionnaire offers a shorter scale, whose answers these are: original for the people who had the " +
			"original scale, or the version with the shorter one. Empty for everyone together, on the shorter scale.",
		func(l resultRow) string { return l.scale },
	},
	{
		"row",
		"Row",
		"string",
		"The ID of the row, if the question has rows. In the submissions section, what is counted. " +
			"In the similar section, the number of the group.",
		func(l resultRow) string {
			return cmp.Or(l.item, rowValue(l, func() string { return l.row.ID }))
		},
	},
	{
		"row_text",
		"Row text",
		"string",
		"The text of the row.",
		func(l resultRow) string { return rowValue(l, func() string { return l.row.Text }) },
	},
	{
		"option",
		"Option",
		"string",
		"The ID of the answer. Empty if there are no answers to choose from; typed for people who typed an answer where " +
			"others ticked a box such as “Don’t know”. In the submissions section, the type of " +
			"submission. In the similar section, the decision.",
		func(l resultRow) string { return l.optionID() },
	},
	{"option_text", "Option text", "string", "The text of the answer.", func(l resultRow) string { return l.optionText() }},
	{
		"by",
		"Characteristic",
		"string",
		"In the by-group section, the ID of the question by whose answers people are in groups. The numbers of the row are of one group.",
		func(l resultRow) string { return l.by },
	},
	{
		"group",
		"Group",
		"string",
		"In the by-group section, the answers of the group, joined by two hyphens if there are several, or why its people " +
			"gave no answer: not-asked, prefer-not-to-say, skipped or not-valid. Empty if the figures are withheld.",
		func(l resultRow) string { return groupValue(l, analysis.Group.ID) },
	},
	{
		"group_text",
		"Group text",
		"string",
		"The name of the group.",
		func(l resultRow) string {
			return groupValue(l, func(g analysis.Group) string { return GroupName(nil, g) })
		},
	},
	{
		"count",
		"Count",
		"integer",
		"Number of people who gave this answer. For a ranking, the number who ranked it first. " +
			"For a budget, the number who gave it an amount.",
		resultRow.countValue,
	},
	{
		"share",
		"Share",
		"integer",
		"The count as a whole percentage of people who answered and were offered this answer. If people could choose more than one answer, " +
			"percentages can add up to more than 100.",
		func(l resultRow) string { return l.shareValue() },
	},
	{
		"answered",
		"Answered",
		"integer",
		"Number of people who answered the question.",
		tableValue(func(r disclose.ReleasedTable) disclose.Cell { return r.Answered }),
	},
	{
		"offered",
		"Offered",
		"integer",
		"Number of people who answered the question and were offered this answer. Percentages are based on this. It is " +
			"less than answered if a version of the questionnaire, such as Easy Read, offers fewer answers.",
		resultRow.offeredValue,
	},
	{
		"prefer_not_to_say",
		"Preferred not to say",
		"integer",
		"Number of people who chose “Prefer not to say”.",
		tableValue(func(r disclose.ReleasedTable) disclose.Cell { return r.PreferNotToSay }),
	},
	{
		"skipped",
		"Skipped",
		"integer",
		"Number of people who were asked the question and left it blank.",
		tableValue(func(r disclose.ReleasedTable) disclose.Cell { return r.Skipped }),
	},
	{
		"not_asked",
		"Not asked",
		"integer",
		"Number of people who were not asked, because of an earlier answer or because their version of the questionnaire " +
			"does not have the question.",
		tableValue(func(r disclose.ReleasedTable) disclose.Cell { return r.NotAsked }),
	},
	{
		"not_valid",
		"Not valid",
		"integer",
		"Number of people whose answer on paper is not one that the form allows, such as amounts that do not add up. " +
			"It is kept as written and is in no other count and no mean.",
		tableValue(func(r disclose.ReleasedTable) disclose.Cell { return r.NotValid }),
	},
	{
		"write_ins",
		"Write-ins",
		"integer",
		"Number of people who added their own words to this answer. Their words are not published.",
		resultRow.writeInsValue,
	},
	{
		"mean",
		"Mean",
		"decimal",
		"The mean of the numbers, ranks or amounts that were given, without people who ticked a box such as “Don’t know”.",
		resultRow.meanValue,
	},
	{
		"lower_quartile",
		"Lower quartile",
		"decimal",
		"A quarter of the numbers are no larger than this one.",
		numberValue(func(n *analysis.Number) disclose.ReleasedMeasure { return n.Lower }),
	},
	{"median", "Median", "decimal", "The median number or amount.", resultRow.medianValue},
	{
		"upper_quartile",
		"Upper quartile",
		"decimal",
		"Three quarters of the numbers are no larger than this one.",
		numberValue(func(n *analysis.Number) disclose.ReleasedMeasure { return n.Upper }),
	},
	{
		"borda",
		"Borda points",
		"integer",
		"For a ranking of n answers, n points for each first place, down to 1 for each last place.",
		resultRow.bordaValue,
	},
	{
		"withheld",
		"Withheld",
		"string",
		"Why the figures for the question are not shown. Empty if they are shown.",
		func(l resultRow) string { return string(l.table.Withheld) },
	},
}

// WriteResults writes results.csv: one row for each answer to each question, and
// rows for the other counts of a release. What is hidden in the release is hidden
// here.
func WriteResults(w io.Writer, r *analysis.Release) error {
	return writeRows(w, columns, resultRows(r))
}

// ResultsMetadata returns the description of results.csv in the format of CSV on
// the Web (W3C, https://www.w3.org/TR/tabular-metadata/).
func ResultsMetadata(r *analysis.Release) ([]byte, error) {
	return describe(csvw.Table{
		URL: "results.csv", Title: fmt.Sprintf("%s: results, release %d", r.Title, r.Number),
		Description: "One row for each answer to each question.",
		Key:         []string{"section", "question", "wording", "scale", "row", "option", "group"},
		Required:    []string{"consultation", "release", "section"},
		Others:      workbooks,
	}, columns)
}
