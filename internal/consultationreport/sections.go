package consultationreport

import (
	"regexp"
	"strings"

	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
)

// Section is a part of every report, with a text that officers write. The rest of it is assembled.
type Section struct {
	ID string // of the text in the form and in the definition file, and of the section on the page
	//locale:message
	Title string
	//locale:message
	Hint string // what to write
	//locale:message
	Missing  string // what readers see if there is nothing to show in it
	Expected bool   // most reports need the text
	Figures  bool   // the text is about results, so numbers in it should be figures
	words    func(*Report) *string
}

// What officers may write in a section that is mostly assembled, and what readers see if there is nothing.
var (
	filledIn = locale.Key("What we know is filled in. Write only what it does not say.")
	nothing  = locale.Key("Nothing is recorded about this.")
)

// Sections are the sixteen sections of a report, in their order.
var Sections = []Section{
	{ID: "summary", Title: "Summary",
		Hint:     "Say in plain English what you asked, what people said and what happens next. For numbers, use the figures below.",
		Expected: true, Figures: true, words: func(r *Report) *string { return &r.Summary }},
	{ID: "proposals", Title: "What we proposed and what could still change", Hint: filledIn,
		Missing: nothing, words: func(r *Report) *string { return &r.Proposals }},
	{ID: "methods", Title: "How we told people and how they could respond",
		Hint:    "Say how the consultation was publicised and whom you invited.",
		Missing: nothing, Expected: true, words: func(r *Report) *string { return &r.Methods }},
	{ID: "dates", Title: "Dates", Hint: filledIn,
		Missing: nothing, words: func(r *Report) *string { return &r.Dates }},
	{ID: "responses", Title: "How many people responded", Hint: filledIn,
		Missing: nothing, Figures: true, words: func(r *Report) *string { return &r.Responses }},
	{ID: "respondents", Title: "Who responded", Hint: filledIn,
		Missing: "We did not ask people about themselves.", Figures: true, words: func(r *Report) *string { return &r.Respondents }},
	{ID: "answers", Title: "Answers to each question", Hint: filledIn,
		Missing: nothing, Figures: true, words: func(r *Report) *string { return &r.Answers }},
	{ID: "groups", Title: "Differences between groups", Hint: filledIn,
		Missing: "The results were not released by group.", Figures: true, words: func(r *Report) *string { return &r.Groups }},
	{ID: "words", Title: "What people said in their own words",
		Hint:    "Say how you read these answers, which themes you found and how you checked them. Quote only published words.",
		Missing: "No question asked for people’s own words.", Expected: true, words: func(r *Report) *string { return &r.Words }},
	{ID: "events", Title: "Events and focus groups", Hint: filledIn,
		Missing: "No events are recorded.", words: func(r *Report) *string { return &r.Events }},
	{ID: "petitions", Title: "Petitions, letters and campaigns", Hint: filledIn,
		Missing: "No petitions, letters or campaigns are recorded.", words: func(r *Report) *string { return &r.Petitions }},
	{ID: "issues", Title: "What people raised and how we responded", Hint: filledIn,
		Missing: "No key issues are published yet.", words: func(r *Report) *string { return &r.Issues }},
	{ID: "limits", Title: "Who we did not hear from",
		Hint:    "Say who you did not hear from and how that limits what the results show.",
		Missing: nothing, Expected: true, words: func(r *Report) *string { return &r.Limits }},
	{ID: "equality", Title: "Equality findings",
		Hint:    "Say what the results mean for people with protected characteristics.",
		Missing: nothing, Expected: true, words: func(r *Report) *string { return &r.Equality }},
	{ID: "next", Title: "What was decided and what happens next",
		Hint:    "Say what happens next and when.",
		Missing: "Nothing is decided yet.", Expected: true, words: func(r *Report) *string { return &r.Next }},
	{ID: "appendices", Title: "Method, documents and data", Hint: filledIn,
		Missing: nothing, words: func(r *Report) *string { return &r.Appendices }},
}

// Text returns what officers wrote in a section.
func (r *Report) Text(s Section) string { return *s.words(r) }

// sectionFields returns the fields of the form, a section of the form for each section of the report.
func sectionFields() (all []edit.Field) {
	for i, s := range Sections {
		all = append(all, edit.Field{Section: s.Title, Name: s.ID, Kind: edit.Text, Required: i == 0, Label: s.Title, Hint: s.Hint})
	}
	return all
}

// percentage finds percentages outside the codes of figures.
var percentage = regexp.MustCompile(`\d\s?(%|per cent|٪)`)

// advise returns which sections have no text though they usually need one, and where a percentage was typed.
func advise(v edit.Values) (advice definition.SettingErrors) {
	for _, s := range Sections {
		text := strings.TrimSpace(v.Text(s.ID))
		if text == "" && s.Expected {
			advice.Add(fault.New(fault.Invalid, s.Hint), s.ID)
		}
		if s.Figures && percentage.MatchString(text) {
			advice.Add(fault.New(fault.Invalid,
				"A percentage is typed here. If it is a result, use the code of the figure, so that it is the released one."), s.ID)
		}
	}
	return advice
}

// MissingText returns what readers see in a section with nothing to show.
func (s Section) MissingText(p *locale.Printer) string { return p.Say(s.Missing) }
