// Package reach holds whom a consultation should hear from: the profile of the people it affects, such as the users of a service.
//
// A profile is a record that officers edit and that definition files load. Its numbers can come from a spreadsheet, which is
// uploaded, matched with the answers of questions and checked before it becomes a draft. Package represent decides what can be
// compared with it.
package reach

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// Profile is how many people of each group a consultation affects.
type Profile struct {
	Consultation string    `yaml:"consultation" json:"consultation"`
	Source       string    `yaml:"source" json:"source"`
	Date         time.Time `yaml:"date" json:"date"`       // that the numbers are about
	Counted      string    `yaml:"counted" json:"counted"` // who is, like “people with a library card”
	MinAge       int64     `yaml:"min-age" json:"minAge"`  // from which people are counted; 0 is any age
	Area         string    `yaml:"area" json:"area"`       // "" is that of the consultation
	File         string    `yaml:"file" json:"file"`       // from which the numbers come, with its digest; "" if they were typed
	Groups       []Group   `yaml:"groups" json:"groups"`
	Invented     string    `yaml:"invented" json:"invented,omitempty"`

	Edition int64 `yaml:"-" json:"-"`
}

// Group is how many of the people are in a group.
type Group struct {
	Question string `yaml:"question" json:"question"` // ID, or its wording before it is checked
	Group    string `yaml:"group" json:"group"`       // ID of the answer, or its wording before it is checked
	People   int64  `yaml:"people" json:"people"`
	Row      int64  `yaml:"row" json:"row,omitempty"` // of the file; 0 if it was typed

	Asked  string `yaml:"-" json:"asked"` // wordings, for forms
	Answer string `yaml:"-" json:"answer"`
}

// ProfilePath is where officers write the profile of the people whom a consultation affects.
const ProfilePath = "/staff/consultations/{slug}/affected-users"

// ProfileKind declares the profile of affected users as a record that officers edit in the browser.
func ProfileKind() edit.Kind {
	example := edit.Values{"source": {"Library management system"}, "date": {"2026-06-30"}, "counted": {"people with a library card"},
		"min-age": {"16"}, "area": {"Exampleshire"}, "file": {"cards.csv"}}
	example.SetRows("groups", []edit.Values{
		{"question": {"Sex"}, "group": {"Female"}, "people": {"1200"}, "row": {"2"}},
		{"question": {"Sex"}, "group": {"Male"}, "people": {"900"}, "row": {"3"}},
	})
	return edit.Kind{
		Name: "affected-users", Path: ProfilePath, One: "Affected users", Many: "Affected users",
		Files: "affected-users/*.yaml",
		About: "How many people of each group the consultation affects, such as the users of a service. " +
			"We compare respondents with them first and with residents second. Small numbers are hidden in what is published.",
		Write: actor.Engage, Approve: actor.Publish, Agrees: edit.AgreesNothing,
		Fields: []edit.Field{
			{Name: "source", Kind: edit.Line, Required: true, Label: "Source", Hint: "For example, “Library management system”."},
			{Name: "date", Kind: edit.Date, Required: true, Label: "Date that the numbers are about"},
			{Name: "counted", Kind: edit.Line, Required: true, Label: "Who is counted",
				Hint: "For example, “people who borrowed a book in the last 12 months”."},
			{Name: "min-age", Kind: edit.Number, Label: "Youngest age that is counted", Width: 3,
				Hint: "Leave blank if people of any age are counted. Questions that are asked from another age are not compared."},
			{Name: "area", Kind: edit.Line, Label: "Area where they live",
				Hint: "Leave blank if it is the area of the consultation. Otherwise nothing is compared."},
			{Name: "file", Kind: edit.Line, Label: "File that the numbers come from", Hint: "Filled in when you upload a file."},
			{Section: "Numbers", Name: "groups", Kind: edit.Rows, Label: "Groups", AddLabel: "Add a group",
				Hint: "Give every answer of a question, so that the groups add up to everyone. Do not enter totals.",
				Columns: []edit.Field{
					{Name: "question", Kind: edit.Line, Required: true, Label: "Question", Hint: "Like “Age” or “Disability”."},
					{Name: "group", Kind: edit.Line, Required: true, Label: "Group", Hint: "An answer to the question, like “16 to 24”."},
					{Name: "people", Kind: edit.Number, Required: true, Label: "People", Width: 10},
					{Name: "row", Kind: edit.Number, Label: "Row of the file", Width: 5},
				}},
		},
		OfConsultation: consult.TitleAndOrg,
		Load:           edit.LoadBound(GetProfile, (*Profile).form),
		Publish:        publishProfile,
		Example:        example,
	}
}

func (p *Profile) form() edit.Binding {
	return edit.Binding{
		edit.BindLine("source", &p.Source),
		edit.BindDate("date", &p.Date),
		edit.BindLine("counted", &p.Counted),
		edit.BindNumber("min-age", &p.MinAge),
		edit.BindLine("area", &p.Area),
		edit.BindLine("file", &p.File),
		edit.BindRows("groups", &p.Groups, (*Group).form),
	}
}

func (g *Group) form() edit.Binding {
	return edit.Binding{
		edit.BindLine("question", &g.Asked),
		edit.BindLine("group", &g.Answer),
		edit.BindNumber("people", &g.People),
		edit.BindNumber("row", &g.Row),
	}
}

// storedOr returns the record that get reads of a consultation of the organisation of l.By, or fresh if there is none yet.
func storedOr[T any](
	ctx context.Context, l *definition.Loading, slug string, get func(context.Context, *db.Tx, string) (*T, error), fresh *T,
) (*T, error) {
	if _, err := consult.GetOwned(ctx, l.Tx, l.By, slug); err != nil {
		return nil, err
	}
	stored, err := get(ctx, l.Tx, slug)
	if fault.Is(err, fault.NotFound) {
		return fresh, nil
	}
	return stored, err
}

// publishProfile stores the profile of the consultation slug with the values of its form.
func publishProfile(ctx context.Context, l *definition.Loading, slug string, v edit.Values) error {
	p, err := storedOr(ctx, l, slug, GetProfile, &Profile{Consultation: slug})
	if err != nil {
		return err
	}
	p.form().Change(v)
	for i := range p.Groups {
		p.Groups[i].Question, p.Groups[i].Group = p.Groups[i].Asked, p.Groups[i].Answer
	}
	return defineProfile(ctx, l, p)
}

// maxPeople is the largest number of people in a group.
const maxPeople = 100_000_000

// maxGroups is how many groups a profile has at most.
const maxGroups = 300

// validate returns fault.Invalid if p cannot be stored. It finds the questions and answers that the groups of p name.
func (p *Profile) validate(c *consult.Consultation, asked Catalogue) error {
	var wrong definition.SettingErrors
	need := func(text, setting, say string) {
		if strings.TrimSpace(text) == "" {
			wrong.Add(fault.New(fault.Invalid, say), setting)
		}
	}
	need(p.Source, "source", "Enter the source of the numbers.")
	need(p.Counted, "counted", "Say who is counted.")
	if p.Date.IsZero() {
		wrong.Add(fault.New(fault.Invalid, "Enter the date that the numbers are about."), "date")
	}
	if p.MinAge < 0 || p.MinAge > 120 {
		wrong.Add(fault.New(fault.Invalid, "The youngest age must be a number of years, like 16."), "min-age")
	}
	if p.Area == c.Area {
		p.Area = ""
	}
	if len(p.Groups) == 0 || len(p.Groups) > maxGroups {
		wrong.Add(fault.Newf(fault.Invalid, "Give the numbers of 1 to %d groups.", maxGroups), "groups")
		return wrong.Err()
	}
	var seen []string
	for i := range p.Groups {
		g := &p.Groups[i]
		q, a, err := asked.find(g.Question, g.Group)
		if err != nil {
			wrong.Add(err, "groups", i)
			continue
		}
		if id := q.ID + "/" + a.ID; slices.Contains(seen, id) {
			wrong.Add(fault.Newf(fault.Invalid, "There are two numbers for “%s: %s”. Remove one.", q.Text, a.Text), "groups", i, "group")
		} else {
			seen = append(seen, id)
		}
		if g.People < 0 || g.People > maxPeople {
			wrong.Add(fault.New(fault.Invalid, "The number of people must be a whole number, like 25."), "groups", i, "people")
		}
		g.Question, g.Group, g.Asked, g.Answer = q.ID, a.ID, q.Text, a.Text
	}
	return wrong.Err()
}

// defineProfile stores p, unless it is stored already.
func defineProfile(ctx context.Context, l *definition.Loading, p *Profile) error {
	if !l.By.May(actor.Publish) {
		return fault.New(fault.Forbidden, "You do not have permission to publish a profile of affected users.")
	}
	c, err := referred(ctx, l, p.Consultation)
	if err != nil {
		return err
	}
	asked, err := CatalogueOf(ctx, l.Tx, c)
	if err != nil {
		return err
	}
	if err := p.validate(c, asked); err != nil {
		return err
	}
	return save(ctx, l.Tx, l.By, profileKind, DefineAct, p.Consultation, p)
}
