package importsweb

import (
	"strings"

	"github.com/folkmoot/folkmoot/internal/collected"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/sheet"
	"github.com/folkmoot/folkmoot/internal/web"
)

// useLabels are the names of what a column is used for.
var useLabels = map[collected.Use]string{
	collected.LeaveOut:  locale.Key("Leave out"),
	collected.Single:    locale.Key("One answer from a list"),
	collected.Several:   locale.Key("Several answers in one cell"),
	collected.Option:    locale.Key("One answer of several that can be ticked"),
	collected.GridRow:   locale.Key("One row of a grid"),
	collected.ShortText: locale.Key("Short text"),
	collected.LongText:  locale.Key("Long text"),
	collected.Number:    locale.Key("Number"),
	collected.Date:      locale.Key("Date"),
	collected.ID:        locale.Key("Number of the response"),
	collected.Received:  locale.Key("Date on which the response was received"),
}

// systemLabels say which headings were recognised.
var systemLabels = map[collected.System]string{
	collected.Plain:        locale.Key("The file has a row of headings and a row for each response."),
	collected.CitizenSpace: locale.Key("The headings are like those of Citizen Space."),
	collected.SurveyMonkey: locale.Key("The headings are like those of SurveyMonkey, in two rows."),
	collected.LimeSurvey:   locale.Key("The headings are like those of LimeSurvey."),
	collected.Consult:      locale.Key("The file is an archive of i.AI Consult."),
}

// reasonText says why a column was guessed to be what it is.
func reasonText(p *locale.Printer, g *collected.Guess) string {
	n := int64(g.Count)
	switch g.Why {
	case collected.Blank:
		return p.Say("No row has a value in it.")
	case collected.Identifying:
		return p.Say("The heading asks who people are or how to reach them, so it is left out.")
	case collected.LooksLike:
		return p.Say("The values look like addresses, telephone numbers or postcodes, so it is left out.")
	case collected.About:
		return p.Say("It is about the survey and not an answer, so it is left out.")
	case collected.UniqueHeading:
		return p.Say("The heading is that of a number of the response, and no two rows have the same.")
	case collected.DateHeading:
		return p.Say("The heading is that of the date of the response, and all values are dates.")
	case collected.DatesUnclear:
		return p.Say("The heading is that of the date of the response, but some values are not dates with the day before the month.")
	case collected.AllDates:
		return p.Say("All values are dates.")
	case collected.AllNumbers:
		return p.Say("All values are numbers.")
	case collected.FewValues:
		return p.Count(n, "It has %d value, in several rows.", "It has %d different values, in several rows.")
	case collected.Scale:
		return p.Say("The values are a scale.")
	case collected.Separated:
		return p.Count(n, "Cells have several of %d value.", "Cells have several of %d different values, with semicolons or lines between.")
	case collected.TickedParts:
		return p.Count(n, "%d column has this question, ticked or not.", "%d columns have the same question, each ticked or not.")
	case collected.SameScaleParts:
		return p.Count(n, "%d column has this question.", "%d columns have the same question and the same values.")
	case collected.LongValues:
		return p.Count(n, "The longest value has %d character.", "The longest value has %d characters.")
	case collected.MixedValues:
		return p.Count(n, "It has %d value.", "It has %d different values, most of them once.")
	case collected.FileSays:
		return p.Say("The file says so.")
	}
	return ""
}

// fileProblem says why a file cannot be read, and where.
func fileProblem(p *locale.Printer, e *sheet.Error) string {
	switch e.Fault {
	case sheet.BadRecord:
		return web.SheetPlace(p, e, p.Say(
			"The line is not as i.AI Consult writes it, or is about a respondent who is not in the file or is in it twice."))
	case sheet.Unknown:
		return web.SheetPlace(p, e, p.Say("We could not read this file. Select a CSV file, an Excel workbook, an OpenDocument spreadsheet or "+
			"an archive of i.AI Consult."))
	}
	return web.SheetProblem(p, e)
}

// problemText says what has to be changed, and where.
func problemText(p *locale.Printer, problem *collected.Problem) string {
	say := faultText(p, problem)
	column := ""
	if problem.Column > 0 {
		column = sheet.ColumnName(problem.Column - 1)
	}
	switch {
	case problem.Row > 0 && column != "":
		return p.Say("Row %d, column %s: %s", problem.Row, column, say)
	case problem.Row > 0:
		return p.Say("Row %d: %s", problem.Row, say)
	case column != "":
		return p.Say("Column %s: %s", column, say)
	}
	return say
}

func faultText(p *locale.Printer, problem *collected.Problem) string {
	value, n := problem.Value, int64(problem.Limit)
	switch problem.Fault {
	case collected.NoQuestion:
		return p.Say("Choose at least one column that is a question.")
	case collected.NoWording:
		return p.Say("Enter the wording of the question.")
	case collected.NoPart:
		return p.Say("Enter which answer or row of the question it is.")
	case collected.SamePart:
		return p.Say("Another column of the question is “%s” too.", value)
	case collected.SameWording:
		return p.Say("Another column has the wording “%s” too. Change one of them or leave one out.", value)
	case collected.MixedUses:
		return p.Say("Columns with the wording “%s” are used differently.", value)
	case collected.LongWording:
		return p.Count(n, "The wording can have up to %d character.", "The wording can have up to %d characters.")
	case collected.LongOption:
		return p.Say("“%s…” is longer than %d characters, so it cannot be an answer from a list. Choose a text instead.", value, problem.Limit)
	case collected.TooManyOptions:
		return p.Say("A question can have up to %d answers. Choose a text instead.", problem.Limit)
	case collected.TooManyRows:
		return p.Say("A grid can have up to %d rows.", problem.Limit)
	case collected.FewOptions:
		return p.Say("It has too few different values for this kind of question.")
	case collected.TwoColumns:
		return p.Say("Only one column can be the number, and one the date, of the response.")
	case collected.TooMuchText:
		return p.Say("The longest texts together can have up to %d characters. Leave a column out.", problem.Limit)
	case collected.BadHeading, collected.BadValue:
		return p.Say("There are characters that cannot be seen or that change the direction of the text. Remove them.")
	case collected.FormRefused, collected.Refused:
		return value
	case collected.LongRow:
		return p.Say("There is a value beyond the last heading.")
	case collected.HeadingsAgain:
		return p.Say("The row repeats the headings. Remove it.")
	case collected.NotNumber:
		return p.Say("“%s” is not a number like 1200 or 3.5.", value)
	case collected.NotDate:
		return p.Say("“%s” is not a date like 27/5/2026 or 2026-05-27.", value)
	case collected.NotTicked:
		return p.Say("“%s” says neither that the answer was ticked nor that it was not.", value)
	case collected.LongAnswer:
		return p.Say("The text is longer than %d characters.", problem.Limit)
	case collected.NoID:
		return p.Say("The number of the response is missing.")
	case collected.SameID:
		return p.Say("The number of the response is the same as in row %d.", problem.Limit)
	case collected.OutOfTime:
		return p.Say("%s is not between the first and the last day on which people could respond.", value)
	}
	return strings.TrimSpace(value)
}
