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

// Engagement is what was done to hear from groups of people while a consultation was open.
type Engagement struct {
	Consultation string `yaml:"consultation" json:"consultation"`
	Plan         string `yaml:"plan" json:"plan,omitempty"` // for colleagues; it is not published
	Team         string `yaml:"team" json:"team,omitempty"`
	Acts         []Act  `yaml:"acts" json:"acts"`
	Invented     string `yaml:"invented" json:"invented,omitempty"`
}

// Act is something that was done to hear from people. It is public once results are released.
type Act struct {
	Date   time.Time `yaml:"date" json:"date"`
	Method Method    `yaml:"method" json:"method"`
	Groups []string  `yaml:"groups" json:"groups"` // “question/answer” by their IDs, or words before they are checked
	What   string    `yaml:"what" json:"what"`
	Where  string    `yaml:"where" json:"where,omitempty"`
	Who    string    `yaml:"who" json:"who"`       // a role or an organisation
	People int64     `yaml:"people" json:"people"` // that it reached; 0 if that is not known
	Result string    `yaml:"result" json:"result,omitempty"`

	Names []string `yaml:"-" json:"names"` // of Groups
}

// MinPeopleShown is the smallest number of people reached that is published.
const MinPeopleShown = 10

// Concerns reports whether a is about a group.
func (a *Act) Concerns(question, group string) bool {
	return slices.Contains(a.Groups, question+"/"+group)
}

// EngagementPath is where officers record what they did to hear from people.
const EngagementPath = "/staff/consultations/{slug}/engagement"

// EngagementKind declares what was done to hear from people as a record that officers edit in the browser.
func EngagementKind() edit.Kind {
	example := edit.Values{"plan": {"We want to hear from more young people."}, "team": {"Youth service"}}
	example.SetRows("acts", []edit.Values{{"date": {"2026-05-12"}, "method": {string(Outreach)}, "groups": {"Age: 16 to 24", "Sex: Female"},
		"what": {"We visited two youth clubs."}, "where": {"Exampleton"}, "who": {"Youth service"}, "people": {"35"},
		"result": {"Most had not known about the consultation."}}})
	return edit.Kind{
		Name: "engagement", Path: EngagementPath, One: "What was done to hear from people", Many: "What was done to hear from people",
		Files: "engagement/*.yaml",
		About: "Record what you do to hear from groups who have hardly responded. It is published with the results, " +
			"so write about groups and never about individuals.",
		Write: actor.Engage, Approve: actor.Engage, OwnApproval: true, Agrees: edit.AgreesNothing,
		Fields: []edit.Field{{Name: "plan", Kind: edit.Text, Label: "Plan",
			Hint: "Who you want to hear from, and how. This is for colleagues and is not published."},
			{Name: "team", Kind: edit.Line, Label: "Team"},
			{Name: "acts", Kind: edit.Rows, Label: "What was done", AddLabel: "Add what you did", Columns: []edit.Field{
				{Name: "date", Kind: edit.Date, Required: true, Label: "Date"},
				{Name: "method", Kind: edit.Choice, Required: true, Label: "Method", Options: edit.ChooseOf(Methods("")...)},
				{Name: "groups", Kind: edit.Lines, Required: true, Label: "Groups",
					Hint: "One on each line, as in the questionnaire, like “Age: 16 to 24”."},
				{Name: "what", Kind: edit.Text, Required: true, Label: "What you did"},
				{Name: "where", Kind: edit.Line, Label: "Where"},
				{Name: "who", Kind: edit.Line, Required: true, Label: "Who did it", Hint: "A team or an organisation, not a person."},
				{Name: "people", Kind: edit.Number, Label: "Number of people reached", Width: 10,
					Hint: "Leave blank if you do not know. Fewer than 10 is published as “fewer than 10”."},
				{Name: "result", Kind: edit.Text, Label: "Result", Hint: "What you heard about why people had not responded, and what changed."},
			}}},
		OfConsultation: consult.TitleAndOrg,
		Load:           edit.LoadBound(GetEngagement, (*Engagement).form),
		Publish:        publishEngagement,
		Example:        example,
	}
}

func (e *Engagement) form() edit.Binding {
	return edit.Binding{edit.BindText("plan", &e.Plan), edit.BindLine("team", &e.Team), edit.BindRows("acts", &e.Acts, (*Act).form)}
}

func (a *Act) form() edit.Binding {
	return edit.Binding{
		edit.BindDate("date", &a.Date),
		edit.BindCode("method", &a.Method),
		edit.BindTexts("groups", &a.Names),
		edit.BindText("what", &a.What),
		edit.BindLine("where", &a.Where),
		edit.BindLine("who", &a.Who),
		edit.BindNumber("people", &a.People),
		edit.BindText("result", &a.Result),
	}
}

func publishEngagement(ctx context.Context, l *definition.Loading, slug string, v edit.Values) error {
	e, err := storedOr(ctx, l, slug, GetEngagement, &Engagement{Consultation: slug})
	if err != nil {
		return err
	}
	e.form().Change(v)
	for i := range e.Acts {
		e.Acts[i].Groups = slices.Clone(e.Acts[i].Names)
	}
	return defineEngagement(ctx, l, e)
}

// maxActs is how many acts are recorded of a consultation at most.
const maxActs = 200

// defineEngagement stores e, unless it is stored already.
func defineEngagement(ctx context.Context, l *definition.Loading, e *Engagement) error {
	if !l.By.May(actor.Engage) {
		return fault.New(fault.Forbidden, "You do not have permission to record what was done to hear from people.")
	}
	c, err := referred(ctx, l, e.Consultation)
	if err != nil {
		return err
	}
	asked, err := CatalogueOf(ctx, l.Tx, c)
	if err != nil {
		return err
	}
	now, err := l.Tx.Now(ctx)
	if err != nil {
		return err
	}
	if err := e.validate(asked, now); err != nil {
		return err
	}
	return save(ctx, l.Tx, l.By, engagementKind, EngageAct, e.Consultation, e)
}

func (e *Engagement) validate(asked Catalogue, now time.Time) error {
	var wrong definition.SettingErrors
	if len(e.Acts) > maxActs {
		return fault.Newf(fault.Invalid, "Record at most %d things that were done.", maxActs)
	}
	for i := range e.Acts {
		a := &e.Acts[i]
		need := func(ok bool, setting, say string) {
			if !ok {
				wrong.Add(fault.New(fault.Invalid, say), "acts", i, setting)
			}
		}
		need(!a.Date.IsZero() && !a.Date.After(now), "date", "Enter the date on which it was done, which must be today or in the past.")
		need(slices.Contains(Methods(""), a.Method), "method", "Choose a method.")
		need(strings.TrimSpace(a.What) != "", "what", "Say what you did.")
		need(strings.TrimSpace(a.Who) != "", "who", "Say which team or organisation did it.")
		need(a.People >= 0 && a.People <= maxPeople, "people", "The number of people must be a whole number, like 25.")
		need(len(a.Groups) > 0, "groups", "Name at least one group that it was for.")
		wrong.Add(a.findGroups(asked), "acts", i, "groups")
	}
	return wrong.Err()
}

// findGroups sets the groups of a and their names.
func (a *Act) findGroups(asked Catalogue) error {
	groups := a.Groups
	a.Groups, a.Names = nil, nil
	for _, text := range groups {
		q, answer, err := asked.named(text)
		if err != nil {
			return err
		}
		a.Groups, a.Names = append(a.Groups, q.ID+"/"+answer.ID), append(a.Names, q.Text+": "+answer.Text)
	}
	return nil
}

// named returns the group that text names: “question/answer” by their IDs, “question: answer”, or an answer that one question has.
func (c Catalogue) named(text string) (*Asked, *Answer, error) {
	if question, answer, ok := strings.Cut(text, "/"); ok {
		if q, a, err := c.find(question, answer); err == nil {
			return q, a, nil
		}
	}
	if at := strings.LastIndex(text, ": "); at > 0 {
		return c.find(text[:at], text[at+2:])
	}
	var q *Asked
	var a *Answer
	for i := range c {
		if found := c[i].answer(text); found != nil {
			if q != nil {
				return nil, nil, fault.Newf(fault.Invalid, "Several questions have the answer “%s”. Add the question, like “%s: %s”.",
					text, q.Text, text)
			}
			q, a = &c[i], found
		}
	}
	if q == nil {
		return nil, nil, fault.Newf(fault.Invalid, "“%s” is not a group that the questionnaire asks about.", text)
	}
	return q, a, nil
}

// Shown is an act as it is published with the results.
type Shown struct {
	Date   string   `json:"date"` // such as 2026-05-12
	Method Method   `json:"method"`
	Groups []string `json:"groups"`
	What   string   `json:"what"`
	Where  string   `json:"where,omitempty"`
	Who    string   `json:"who"`
	People int64    `json:"people,omitempty"` // that it reached; 0 if that is not known, or Few
	Few    bool     `json:"few,omitempty"`    // it reached fewer than MinPeopleShown
	Result string   `json:"result,omitempty"`
}

// Published returns what was done to hear from people as it is published with the results, in the order in which it was done.
// Numbers of few people are left out.
func Published(ctx context.Context, tx *db.Tx, consultation string) (all []Shown, err error) {
	e, err := GetEngagement(ctx, tx, consultation)
	if fault.Is(err, fault.NotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	acts := slices.Clone(e.Acts)
	slices.SortStableFunc(acts, func(a, b Act) int { return a.Date.Compare(b.Date) })
	for _, a := range acts {
		s := Shown{a.Date.Format(time.DateOnly), a.Method, a.Names, a.What, a.Where, a.Who, a.People, false, a.Result}
		if a.People > 0 && a.People < MinPeopleShown {
			s.People, s.Few = 0, true
		}
		all = append(all, s)
	}
	return all, nil
}
