package app_test

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/browsertest"
	"github.com/folkmoot/folkmoot/internal/locale"
)

// Things with names are chosen by their names, on every page of the staff area for every role: no field asks for a slug, an
// id or a code, every date is the one control, and every language is chosen from the one list.
//
// Row C24 of docs/faults.md.
func TestNoStaffPageAsksForACode(t *testing.T) {
	t.Parallel()
	o := newStaffSite(t)
	o.fillForms(fullAccess, "OURS", true)
	said, met, dates, languages := map[string]bool{}, map[string]bool{}, 0, 0
	for _, role := range o.roles {
		for route, pages := range o.crawl.Walk(role, 3, "/staff").Pages {
			if !strings.Contains(route, " /staff") {
				continue
			}
			for _, d := range pages {
				for _, form := range d.Forms() {
					fields := form.Fields()
					for at, f := range fields {
						name := route + " " + f.Name
						if say := fieldFault(fields, at); say != "" && typedCodes[name] == "" {
							said[route+": field "+f.Name+" “"+f.Label+"” "+say] = true
						} else if say != "" {
							met[name] = true
						}
						if isDatePart.MatchString(f.Name) {
							dates++
						} else if isLanguage.MatchString(f.Name) {
							languages++
						}
					}
				}
			}
		}
	}
	for _, say := range slices.Sorted(maps.Keys(said)) {
		t.Error(say)
	}
	for name := range typedCodes {
		if !met[name] {
			t.Errorf("%s is no exception", name)
		}
	}
	if dates < 12 || languages < 4 {
		t.Errorf("only %d parts of dates and %d lists of languages were met", dates, languages)
	}
}

// typedCodes are fields, by their routes and names, in which a code is typed, each with the reason.
var typedCodes = map[string]string{
	"GET /staff/call-in/edit call-in-time":                       "a time of day",
	"GET /staff/consultations/{slug}/data-entry reference":       "a label of the clerk's own, which is written on the box",
	"GET /staff/consultations/{slug}/monitoring policy-document": "names a document that is not in the program",
	"GET /staff/places/new code":                                 "the official code of the place, by which files of figures name it",
	"GET /staff/places/{id}/edit code":                           "the official code of the place, by which files of figures name it",
	"GET /staff/requests/{id} response":                          "a response has no name; its address is copied from its page",
}

var (
	isDatePart = regexp.MustCompile(`-(day|month|year)$`)
	isLanguage = regexp.MustCompile(`(^|-)lang(uage)?$`)
	codeName   = regexp.MustCompile(`(^|-)(slug|id|ids|ref|code|key|tag)$`)
	codeWords  = regexp.MustCompile(`(?i)\b(slug|id|identifier|code|codes|key|reference)\b|address of the page|\b\d{4}-\d\d`)
	dateWords  = regexp.MustCompile(`(?i)\b(date|day|month|year|when)\b`)
	isSpan     = regexp.MustCompile(`-(days|months|years)$`) // a number of them
)

// fieldFault returns how a field asks for something that has a name, or for a date or a language in a way of its own; ""
// if it does not.
func fieldFault(fields []browsertest.Field, at int) string {
	f := fields[at]
	typed := slices.Contains([]string{"text", "search", "textarea", "url", "tel", "number"}, f.Kind)
	switch {
	case slices.Contains([]string{"date", "datetime-local", "month", "week", "time"}, f.Kind):
		return "is a control of the browser for dates"
	case isDatePart.MatchString(f.Name):
		return dateFault(fields, at)
	case isLanguage.MatchString(f.Name):
		return languageFault(f)
	case !typed:
		return ""
	case f.Pattern != "":
		return "must match " + f.Pattern
	case codeName.MatchString(f.Name) || codeWords.MatchString(f.Label+" "+f.Group+" "+f.Hint):
		return "asks for a code: " + f.Hint
	case dateWords.MatchString(f.Label) && f.Kind != "textarea" && !isSpan.MatchString(f.Name):
		return "asks for a date in a way of its own: " + f.Hint
	}
	return ""
}

// dateFault returns what is missing in the control for dates of which a field is a part: the three parts in their order and
// an example of what can be typed.
func dateFault(fields []browsertest.Field, at int) string {
	parts := []string{"-day", "-month", "-year"}
	name := isDatePart.ReplaceAllString(fields[at].Name, "")
	first := at - slices.Index(parts, strings.TrimPrefix(fields[at].Name, name))
	for i, part := range parts {
		if first < 0 || first+i >= len(fields) || fields[first+i].Name != name+part || fields[first+i].Kind != "text" {
			return "is a part of a date that does not have all its parts"
		}
	}
	if fields[at].Group == "" {
		return "is a part of a date without a legend"
	}
	return ""
}

// languageFault returns what is wrong with a field for a language: it is a list of all languages with a name.
func languageFault(f browsertest.Field) string {
	if f.Kind != "select" {
		return "does not choose a language from the list"
	}
	values := map[string]bool{}
	for _, option := range f.Options {
		values[option.Value] = true
	}
	for _, l := range (*locale.Printer)(nil).AllLanguages() {
		if !values[l.Tag] {
			return "is another list of languages, without " + l.Name
		}
	}
	return ""
}

// Row C24 of docs/faults.md.
func TestFieldsThatAskForCodesAreFound(t *testing.T) {
	text := func(name, label, hint string) browsertest.Field {
		return browsertest.Field{Name: name, Kind: "text", Label: label, Hint: hint}
	}
	for _, f := range []browsertest.Field{
		text("strategy", "slug of the strategy", ""), text("action-id", "action", ""), text("kind", "kind", "A code, like en"),
		text("closes", "new closing time", "For example, 2026-05-27 23:59"), text("due", "due date", ""), text("lang", "language", ""),
		text("due-day", "day", ""), {Name: "due", Kind: "date"}, {Name: "part", Kind: "text", Pattern: "[a-z-]+"},
		{Name: "language", Kind: "select", Options: []browsertest.Option{{Value: "en"}, {Value: "cy"}}},
	} {
		if fieldFault([]browsertest.Field{f}, 0) == "" {
			t.Errorf("nothing is found in %+v", f)
		}
	}
	date := []browsertest.Field{text("due-day", "day", ""), text("due-month", "month", ""), text("due-year", "year", "")}
	for at := range date {
		date[0].Group, date[1].Group, date[2].Group = "When?", "When?", "When?"
		if say := fieldFault(date, at); say != "" {
			t.Errorf("part %d of a date %s", at, say)
		}
	}
}
